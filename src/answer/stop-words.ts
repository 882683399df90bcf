/**
 * Words that carry no subject, in the languages that students ask in most; by them a language is also told.
 * Lower case, without diacritics (as `keyTerms` sees a word). A word that is a subject in another of these languages
 * ("war", "art", "son") is left out: a stop word too few costs less than a subject lost.
 */

const LISTS: Record<string, string> = {
  // With the words that questions are made of.
  en: "a about above after again against all also am an and any are as at be because been before being below between both but by can could did do does doing down during each either else etc ever every few for from further had has have having he her here hers him his how i if in into is it its itself just like many may me might more most much must my no nor not now of off on once one only or other ought our ours out over own per quite same shall she should since so some such than that the their theirs them then there these they this those through thus to too under until up upon us use used using very via was we were what whatever when where whether which while who whom whose why will with within without would yes yet you your yours answer chapter define describe document explain find give help let list make mean means meant please question say says show tell text thing want",
  de: "aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da dabei dadurch dafur damit dann daran darauf daraus darin das dass davon dazu dem den denn der deren des deshalb dessen dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines einige er es etwa etwas euch fur gegen genau gibt habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes jedoch kann kein keine keinen konnen konnte machen man mehr mein mich mir mit muss mussen nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so solche soll sollen sondern sonst sowie uber um und uns unser unter viel vom von vor wann warum was weil welche welchem welchen welcher welches wenn wer werde werden weshalb wie wieder wieso wird wo wobei woher wohin wurde wurden zu zum zur zwar zwischen bitte erklare erklaren beschreibe nenne zeige",
  fr: "ai alors au aucun aussi autre autres aux avant avec avoir ce ceci cela celle celles celui ces cet cette ceux chaque chez comme comment dans de des deux doit donc dont du elle elles en encore entre est et etaient etait etant etc ete etre eu fait il ils je jusque la laquelle le lequel les lesquels leur leurs lors lui ma mais mes moi moins mon ne ni nos notre nous on ou par parce pas pendant peu peut peuvent plus plusieurs pour pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se selon ses si sont sous sur ta tandis te tes toi tous tout toute toutes tres tu un une vers vos votre vous expliquez explique definir",
  es: "al algo algunas algunos ante antes como con contra cual cuales cuando cuanto de del desde donde dos durante el ella ellas ellos en entre era eran es esa esas ese eso esos esta estan estas este esto estos fue fueron ha haber habia han hasta hay la las le les lo los mas me mi mis mucho muy nada ni no nos nosotros otra otras otro otros para pero poco por porque pues que quien quienes se sea segun ser si sido sin sobre su sus tal tambien tanto te tiene tienen toda todas todo todos tu tus un una unas uno unos usted y ya yo explica explique define",
  it: "e o agli ai alla alle allo anche ancora avere aveva che chi ci cioe coi col come con cosa cui da dagli dai dal dalla dalle degli dei del della delle dello di dove due ed egli erano essa esse essere essi gli ho il io lei li loro lui ma mentre mia mio molto ne nei nel nella nelle nello noi non nostro ogni oppure perche piu po poi prima pure qual quale quali quando quanto quella quelle quelli quello questa queste questi questo sia siano sono sotto sua sue sugli sui sul sulla sulle suo suoi tra tutti tutto una uno vi voi spiega",
  pt: "ao aos apos as ate cada com como da das dela dele deles depois do dos e ela elas ele eles em entre era eram essa essas esse esses estava este foi foram isso isto ja lhe mais mas mesmo meu minha muito na nao nas nem no nos nossa num numa o onde os ou para pela pelas pelo pelos por porque pode quais qual quando que quem sao se seja sem ser seu seus so sua suas tambem tem tinha todas todo todos uma umas uns voce explique",
  tr: "acaba ama ancak bana bazi belki ben beni benim bir biri birkac biz bu buna bunda bundan bunlar bunu bunun cok cunku da daha de degil diye en eger gibi gore hangi hem hep her hic icin icinde ile ise kadar kim kimi mi mu nasil ne neden nedir nerede nicin niye o olan olarak oldu oldugu olur on ona onlar onu onun ne sadece sen siz su tum ve veya ya yani zaman acikla",
  ru: "без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее ей ему если есть еще же за здесь и из или им их к как какая какие какой ко когда который которая которые которых кто ли лишь между меня мне может можно мы на над надо нас не него нее нет ни них но ну о об однако он она они оно от очень по под после потом потому почему при про раз с свое свою своей своих себя так также такой там те тем то того тоже только том тот ты у уже хотя чего чей чем что чтобы эта эти это этого этом этот я объясни объясните",
  // As folded by keyTerms: alef and ya unified, without the article.
  ar: "في من الي على علي عن مع هذا هذه ذلك تلك هو هي هم ما ماذا لماذا كيف متي اين هل كان كانت يكون ان او ثم لكن قد لا لم لن كل بعض بين بعد قبل عند حيث الذي التي الذين اي كما اذا اشرح",
  hi: "का की के को में से है हैं था थी थे और या पर यह वह ये वे इस उस इन उन क्या क्यों कैसे कब कहाँ कौन जो कि तो ही भी नहीं एक ने लिए तक साथ हो होता होती होते करना करता करते करें कर किया गया गए बताइए समझाइए",
  // Without particles.
  ko: "그 그리고 그러나 이 저 것 수 등 및 또는 무엇 어떻게 왜 언제 어디 누구 있다 하다 이다 설명",
};

const BY_LANGUAGE = Object.entries(LISTS).map(([language, list]) => ({ language, words: new Set(list.split(" ")) }));

/** Every stop word of every list. */
export const STOP_WORDS: ReadonlySet<string> = new Set(BY_LANGUAGE.flatMap(({ words }) => [...words]));

/** The languages most of whose stop words stand among these words (folded as those): several when they tie, all without one. */
export function likelyLanguages(words: readonly string[]): Set<string> {
  const counts = BY_LANGUAGE.map((one) => words.filter((word) => one.words.has(word)).length);
  const most = Math.max(...counts);
  return new Set(BY_LANGUAGE.filter((_, index) => counts[index] === most).map(({ language }) => language));
}
