/**
 * Whether a text denies something, told by the words that do in the languages that students ask in most. Languages that deny by
 * an ending (Turkish "-me-") are not understood. Pure.
 */

const DENYING = new Set(
  (
    "not no never neither nor without cannot none nobody nothing hardly " +
    "nicht kein keine keinen keiner keinem keines nie niemals ohne weder " +
    "nunca jamas sin ningun ninguna ninguno tampoco pas aucun aucune jamais sans " +
    "non mai senza nessun nessuna nessuno nao sem nenhum nenhuma niet geen nooit zonder " +
    "не нет никогда ни без нельзя ні немає degil yok olmayan hic hicbir " +
    "لا ليس ليست لم لن غير بدون دون नहीं न मत बिना नही"
  ).split(" "),
);
/** Words that say so without a negation; they do for a passage, which may put it in other words. */
const LACKING =
  /^(?:lack|fail|absen|unable|unlikely|rare|exclud|prevent|except|only|instead|rather|fehl|statt|nur|carec|falt|solo|manqu|seul|отсутств|лишь|только)/;
const UNSPACED = /不|没|無|无|非|未|否|ない|ません|なく|ず|않|못|없/u;
const CONTRACTED = /n['’]t\b/i;

export function denies(text: string): boolean {
  return UNSPACED.test(text) || CONTRACTED.test(text) || wordsOf(text).some((word) => DENYING.has(word));
}

/** Whether a text denies something or says that it is lacking, excluded or the only one. */
export function deniesOrLacks(text: string): boolean {
  return denies(text) || wordsOf(text).some((word) => LACKING.test(word));
}

function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u064b-\u065f]/g, "")
    .normalize("NFC");
  return plain.match(/[\p{L}\p{M}]+/gu) ?? [];
}
