/**
 * What of a model provider's error goes into the log: the names that it gives (type, code, parameter), never its sentence, which
 * may repeat the question or a student's document. Pure.
 */
/** A name as APIs make them: `context_length_exceeded`, `messages[1].content`, 429. */
const NAME = /^[\w.[\]-]{1,64}$/;

/**
 * @param error an error object or its JSON, as the OpenAI API and its likes send it: `{type, code, param, message}`, perhaps in `{error: …}`
 * @returns the names, comma-separated, or "unnamed"
 */
export function namesOf(error: unknown): string {
  const value = typeof error === "string" ? parsed(error) : error;
  const inner = isRecord(value) && isRecord(value.error) ? value.error : value;
  if (!isRecord(inner)) return "unnamed";
  const names = [inner.type, inner.code, inner.param].filter((one) => one !== null && one !== undefined).map(String);
  return names.filter((name) => NAME.test(name)).join(", ") || "unnamed";
}

/** Whether properties can be read of a value. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
