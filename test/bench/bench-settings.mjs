/**
 * The settings of a service that a bench asks as a guest, as often as it likes.
 * @param {string} modelUrl of the stand-in for the model
 */
export const settingsWith = (modelUrl) => ({
  ENVIRONMENT: "local",
  OPENAI_API_KEY: "bench",
  OPENAI_BASE_URL: modelUrl,
  JWT_SECRET: "a secret of this bench, longer than 32 bytes",
  GUEST_CHATS_PER_MONTH: "1000",
  GUEST_ACCESS: "true",
});
