/**
 * Words that ask and tell nothing of what is asked for, beyond the stop words: texts that answer do not hold them, so that they
 * would count as rare. Of scripts without spaces, where they stand inside a run of letters, and of languages whose stop words
 * are not listed. A word that is a subject in another language ("die", "care") is left out.
 */

/** Chinese, Japanese and Thai. What only looks like one is kept: 几何 and 幾何 (geometry), 哪吒 (a name). */
const UNSPACED = [
  "什么是|什麼是|甚麼是|何谓|何謂|谁是|誰是|为什么|為什麼|什么样|什麼樣|是?什么|是?什麼|是?甚麼|哪些|哪个|哪個|哪一|哪里|哪裡|哪(?!吒)|是?谁|是?誰|怎么样|怎麼樣|怎么|怎麼|怎样|怎樣|如何|多少|多久|为何|為何|何时|何時|何地|请问|請問|几(?!何)|幾(?!何)|吗|嗎|呢",
  "どのような|どのように|どうやって|どうして|どちら|どれ|どこ|どの|どんな|いくつ|いくら|なぜ|なんの|だれ|いつ|何ですか|何でしょう|ですか|ますか|とは",
  "อย่างไร|อะไร|เมื่อไหร่|เมื่อไร|เมื่อใด|เท่าไหร่|เท่าไร|เท่าใด|ที่ไหน|ที่ใด|ทำไม|เพราะเหตุใด|ใครคือ|ใคร",
].join("|");
const ASKING = new RegExp(UNSPACED, "gu");

/** Folded: Dutch, Polish, Czech, Greek, Romanian, Swedish, Danish, Vietnamese, Indonesian, Ukrainian. */
export const QUESTION_WORDS: ReadonlySet<string> = new Set(
  (
    "welke wat wie waar wanneer hoeveel waarom waardoor wiens " +
    "jaki jaka jakie jakiej jakich jakim ktory ktora ktore ktorym gdzie kiedy dlaczego kto " +
    "jaky jaka jake ktery ktera ktere kdy kde proc kolik " +
    "ποιος ποια ποιο ποιοι ποιες ποιων ποιον ποιου που ποτε γιατι πως ποσο ποσα ποσοι ποσες τι " +
    "cine unde cand cati cate cum " +
    "vilken vilket vilka hvilken hvilket hvilke hvad varfor hvorfor hvornar hvor " +
    "gì nào bao nhiêu nhieu " +
    "apa siapa dimana kapan mengapa bagaimana berapa " +
    "який яка яке яки якии хто коли чому скильки"
  ).split(" "),
);

/** The question with blanks for the words that ask inside of runs. */
export function withoutAsking(question: string): string {
  return question.replace(ASKING, " ");
}
