/**
 * The words by which a question tells what kind of answer it wants, by language; read by detect-route alone.
 * Written as a person would write them; detect-route normalises them as it does the question. A trailing `*` matches any
 * ending; entries are parted by commas, and those of several words match in that order, side by side.
 */

export type RouteWords = {
  /** Alone enough for `generate_study_guide`, unless the question asks what such a thing is. */
  guide: string;
  /** A summary or an outline: `generate_study_guide` when it is of something whole. */
  summary: string;
  /** What is whole: a chapter, a document, everything. */
  whole: string;
  /** Alone enough for `quote_finding`, unless the question asks what it means. */
  verbatim: string;
  /** A quote; `quote_finding` when somebody is asked for one. */
  quote: string;
  /** How somebody is asked for something. */
  ask: string;
  /** Beginnings of a question about a word itself: "what is a quotation". */
  define: string;
  /** A question that begins so goes on from the answer before. */
  goesOn: string;
  /** Whole questions that go on from the answer before, whatever follows. */
  more: string;
  /** Words that stand for something named before. */
  pronouns: string;
};

/** Languages whose words are separated by spaces. */
export const SPACED: Record<string, RouteWords> = {
  en: {
    guide:
      "study guide*, study sheet*, study notes, study plan*, revision guide*, revision sheet*, revision notes, review sheet*, review guide*, cheat sheet*, cheatsheet*, flashcard*, flash card*, exam prep, exam preparation, prepare me for, help me prepare for, help me study, help me revise, help me review",
    summary:
      "summary, summaries, summarize*, summarise*, summarizing, summarising, outline, overview, recap, key points, main points, main ideas, key takeaways",
    whole:
      "chapter*, document*, book*, text, textbook*, lecture*, class, course, unit, module, slides, reading*, paper, article, notes, exam*, test, midterm*, final, finals, quiz, everything, all of it, this, pdf, file*, material*, section*",
    verbatim:
      "verbatim, word for word, exact words, exact wording, exact quote*, exact sentence*, exact passage*, direct quote*, where does it say, where does the text say, where does the book say, where does the author say, where is it written, in the author's own words",
    quote:
      "quote, quotes, quotation, quotations, citation, citations, excerpt, excerpts, passage, passages, textual evidence",
    ask: "find, give, show, get, list, provide, need, want, looking for, look for, search, pull, extract, locate, pick, select, collect, cite, point me, point to, are there, is there, which, what quote*, what passage*, what excerpt*, any, where",
    define:
      "what is a, what is an, what is meant, what is verbatim, what are, what's a, what's an, what does, what do, define, meaning of, explain what, how do i, how to, how should i, how do you, how are, how is",
    goesOn:
      "and, but, so, then, or, because, what about, how about, what if, why not, how so, how come, also, okay, ok, which one, which ones",
    more: "why, continue, go on, keep going, more, tell me more, say more, more details, more detail, in more detail, elaborate, explain more, explain further, explain again, explain that, explain this, explain it, can you explain that, can you explain it, can you elaborate, could you elaborate, give me an example, give an example, for example, an example, another example, another one, shorter, simpler, make it shorter, make it simpler, in simpler terms, in simple terms, are you sure, really, say that again, rephrase that, rephrase it, translate that, translate it",
    pronouns:
      "it, its, they, them, their, theirs, this, that, these, those, he, him, his, she, her, hers, both, the former, the latter, the first, the second, the third, the last, the other, the others, one, ones",
  },
  de: {
    guide:
      "lernzettel*, lernplan*, lernhilfe*, lernleitfaden, lernübersicht*, lernskript*, spickzettel*, karteikarte*, lernkarte*, studienführer*, prüfungsvorbereitung*, klausurvorbereitung*, hilf mir beim lernen, bereite mich auf",
    summary:
      "zusammenfassung*, zusammenfassen, fasse, fass, gliederung*, übersicht*, überblick, kernpunkte, hauptpunkte",
    whole:
      "kapitel*, dokument*, skript*, vorlesung*, buch*, text*, prüfung*, klausur*, alles, kurs*, unterlagen, folien, artikel*, datei*, abschnitt*, modul*",
    verbatim: "wörtlich, wortwörtlich, im wortlaut, wortlaut, wort für wort, originalzitat*",
    quote: "zitat*, zitier*, textstelle*, belegstelle*, textbeleg*, passage*, stelle im text, auszug, auszüge",
    ask: "finde*, find, such*, gib, gebt, geben sie, nenn*, zeig*, liefer*, brauche, möchte, will, welche*, gibt es, suche*, nach einem, wo",
    define: "was ist, was sind, was bedeutet, was heißt, definiere, wie zitiere, wie zitiert, wie schreibt",
    goesOn:
      "und, aber, also, dann, oder, denn, was ist mit, wie sieht es mit, wie ist es mit, warum nicht, wieso nicht, außerdem, okay",
    more: "warum, wieso, weshalb, weiter, mach weiter, fahr fort, mehr, erzähl mehr, mehr details, genauer, ausführlicher, kürzer, einfacher, ein beispiel, zum beispiel, noch ein beispiel, gib mir ein beispiel, erkläre das, erklär das, kannst du das, bist du sicher, wirklich",
    pronouns:
      "es, er, sie, ihn, ihm, ihr, ihnen, ihre, ihrer, seine, sein, das, dies, diese, dieser, dieses, dessen, deren, daran, darauf, dabei, dafür, damit, davon, dazu, dadurch, beide, beiden, letztere*, erstere*",
  },
  fr: {
    guide:
      "guide d'étude*, guide de révision*, fiche de révision*, fiches de révision*, fiche d'étude*, fiche de lecture, plan de révision*, antisèche*, cartes mémoire, préparer l'examen, préparer mon examen, aide-moi à réviser, aide-moi à étudier",
    summary:
      "résumé, résume, résumer, résumez, synthèse, synthétise*, plan détaillé, points clés, points essentiels, vue d'ensemble",
    whole:
      "chapitre*, document*, cours, livre*, texte, examen*, tout, partiel*, article*, leçon*, module*, fichier*, section*, diapositives",
    verbatim: "mot pour mot, mot à mot, textuellement, verbatim, citation exacte, phrase exacte, passage exact",
    quote: "citation, citations, extrait, extraits, passage, passages",
    ask: "trouve*, donne*, cherche*, montre*, cite, citez, relève*, besoin, quel, quelle, quels, quelles, je veux, je voudrais, y a-t-il, indique*, où",
    define:
      "qu'est-ce qu'une, qu'est-ce qu'un, qu'est-ce que, c'est quoi, que signifie, que veut dire, définis, définissez, comment citer, comment faire",
    goesOn: "et, mais, donc, alors, ou, car, qu'en est-il, pourquoi pas, et si, aussi, d'accord",
    more: "pourquoi, continue, continuez, plus de détails, plus en détail, dis-m'en plus, encore, développe, développez, un exemple, par exemple, un autre exemple, donne-moi un exemple, plus court, plus simple, plus simplement, explique ça, explique cela, tu es sûr, vraiment",
    pronouns:
      "il, elle, ils, elles, lui, leur, leurs, ça, cela, ceci, ce, cet, cette, ces, celui-ci, celle-ci, celui, celle, ceux, celles, son, sa, ses, les deux, ce dernier, cette dernière",
  },
  es: {
    guide:
      "guía de estudio*, guía para estudiar, ficha de estudio, fichas de estudio, hoja de repaso, guía de repaso, tarjetas de estudio, tarjetas de memoria, plan de estudio*, preparar el examen, preparar mi examen, ayúdame a estudiar, chuleta",
    summary:
      "resumen, resúmenes, resume, resumir, resuma, resúmeme, esquema, síntesis, puntos clave, puntos principales, ideas principales",
    whole:
      "capítulo*, documento*, libro*, texto, examen*, todo, curso*, clase*, apuntes, artículo*, lección, tema, unidad, archivo*, sección, diapositivas",
    verbatim:
      "palabra por palabra, textualmente, al pie de la letra, literalmente, cita textual, cita exacta, citas textuales, frase exacta",
    quote: "cita, citas, fragmento, fragmentos, pasaje, pasajes, extracto, extractos",
    ask: "encuentra*, busca*, dame, da, deme, muestra*, muéstrame, necesito, quiero, cuál, qué cita, hay alguna, hay algún, cítame, señala*, extrae*, dónde",
    define: "qué es, qué son, qué significa, qué quiere decir, define, cómo se cita, cómo citar, cómo se hace",
    goesOn: "y, pero, entonces, o, porque, qué tal, qué pasa con, qué hay de, por qué no, también, además, vale",
    more: "por qué, continúa, continúe, sigue, más, más detalles, con más detalle, cuéntame más, dime más, un ejemplo, por ejemplo, otro ejemplo, dame un ejemplo, más corto, más simple, más sencillo, explica eso, explícalo, estás seguro, de verdad",
    pronouns:
      "él, ella, ellos, ellas, esto, eso, este, esta, ese, esa, estos, estas, esos, esas, aquello, su, sus, ambos, ambas, este último",
  },
  it: {
    guide:
      "guida allo studio, guida di studio, guida per lo studio, scheda di studio, schede di studio, scheda di ripasso, schema riassuntivo, piano di studio, preparami per, aiutami a studiare, aiutami a ripassare, bigino",
    summary:
      "riassunto, riassunti, riassumi, riassumere, riassumimi, sintesi, sintetizza, schema, punti chiave, punti principali, panoramica",
    whole:
      "capitolo, capitoli, documento, documenti, libro, testo, esame, tutto, corso, lezione, lezioni, articolo, dispensa, dispense, appunti, unità, sezione, file",
    verbatim: "parola per parola, testualmente, alla lettera, citazione esatta, citazione testuale, frase esatta",
    quote: "citazione, citazioni, brano, brani, passaggio, passaggi, estratto, estratti, passo, passi",
    ask: "trova*, cerca*, dammi, dai, mostra*, ho bisogno, voglio, vorrei, quale, quali, c'è, ci sono, indica*, cita, citami, estrai, dove",
    define: "cos'è, che cos'è, cosa sono, cosa significa, che significa, definisci, come si cita, come citare",
    goesOn: "e, ma, allora, quindi, dunque, o, perché no, che dire di, e se, anche, inoltre, ok",
    more: "perché, continua, vai avanti, ancora, più dettagli, in dettaglio, più in dettaglio, dimmi di più, approfondisci, un esempio, per esempio, un altro esempio, fammi un esempio, più breve, più semplice, spiegalo, spiega meglio, sei sicuro, davvero",
    pronouns:
      "esso, essa, essi, esse, lui, lei, loro, ciò, questo, questa, questi, queste, quello, quella, quelli, quelle, suo, sua, suoi, sue, entrambi, entrambe",
  },
  pt: {
    guide:
      "guia de estudo*, guia de revisão, roteiro de estudo*, ficha de estudo*, fichas de estudo*, folha de revisão, plano de estudo*, cartões de estudo, preparar para a prova, preparar para o exame, me ajude a estudar, ajuda-me a estudar",
    summary:
      "resumo, resumos, resuma, resumir, resume, esquema, síntese, pontos principais, pontos-chave, ideias principais",
    whole:
      "capítulo*, documento*, livro*, texto, prova, provas, exame*, tudo, aula, aulas, matéria, curso*, artigo*, apostila*, unidade, arquivo*, seção, slides",
    verbatim:
      "palavra por palavra, textualmente, ao pé da letra, literalmente, citação exata, citação literal, citação direta, frase exata",
    quote: "citação, citações, trecho, trechos, passagem, passagens, excerto, excertos",
    ask: "encontre, encontra, ache, acha, procure, procura, busque, me dê, dê-me, dá-me, mostre, mostra, preciso, quero, qual, quais, há alguma, existe, cite, liste, onde",
    define: "o que é, o que são, o que significa, o que quer dizer, defina, como citar, como se cita",
    goesOn: "e, mas, então, ou, porque, que tal, e se, por que não, também, além disso, ok",
    more: "por que, por quê, continue, continua, mais, mais detalhes, em detalhe, com mais detalhes, fale mais, conte mais, um exemplo, por exemplo, outro exemplo, me dê um exemplo, mais curto, mais simples, explique isso, explica isso, tem certeza, sério",
    pronouns:
      "ele, ela, eles, elas, isso, isto, aquilo, este, esta, esse, essa, estes, estas, esses, essas, aquele, aquela, dele, dela, deles, delas, disso, nisso, seu, sua, seus, suas, ambos, ambas",
  },
  tr: {
    guide:
      "çalışma rehberi*, çalışma kılavuzu*, çalışma notu*, çalışma notları*, çalışma kağıdı*, çalışma planı*, ders notu çıkar*, bilgi kartı*, bilgi kartları*, sınava hazırla*",
    summary: "özet*, özetle*, ana hat*, ana nokta*, taslak*",
    whole:
      "bölüm*, belge*, kitap*, kitab*, metin*, metni*, sınav*, ders*, ünite*, her şey*, makale*, dosya*, doküman*, slayt*",
    verbatim: "kelimesi kelimesine, kelime kelime, harfi harfine, birebir, doğrudan alıntı*",
    quote: "alıntı*, pasaj*, iktibas*",
    ask: "bul*, ver, verir, verin, göster*, ara, arıyorum, istiyorum, lazım, hangi, var mı, yap, çıkar, nerede",
    define: "alıntı nedir, alıntı ne demek, alıntı nasıl yapılır, pasaj nedir, özet nedir, çalışma rehberi nedir",
    goesOn: "ve, ama, fakat, peki, peki ya, ya, o zaman, öyleyse, çünkü, ayrıca, neden olmasın",
    more: "neden, niçin, niye, devam et, devam, daha fazla, daha ayrıntılı, biraz daha, bir örnek, örnek ver, örneğin, başka bir örnek, daha kısa, daha basit, bunu açıkla, emin misin, gerçekten mi",
    pronouns:
      "o, onu, onun, ona, onda, ondan, onlar, onları, onların, bu, bunu, bunun, buna, bunda, bundan, bunlar, bunları, şu, şunu, ikisi",
  },
  ru: {
    guide:
      "учебное пособие, учебный план, план подготовки, конспект*, шпаргалк*, флеш-карточк*, карточки для, подготовь меня к, помоги подготовиться, помоги выучить, подготовка к экзамену, подготовиться к экзамену",
    summary:
      "краткое содержание, краткое изложение, кратко изложи*, резюме, обобщи*, перескажи*, план главы, суммируй*, основные мысли, основные моменты, главные мысли",
    whole:
      "глав*, документ*, книг*, текст*, экзамен*, лекци*, курс*, все, раздел*, стать*, параграф*, файл*, зачет*, материал*",
    verbatim: "дословно, слово в слово, точная цитата, точную цитату, буквально",
    quote: "цитат*, процитируй*, отрывок, отрывк*, выдержк*, фрагмент*",
    ask: "найди*, найти, приведи*, привести, дай*, покажи*, нужна, нужен, нужны, хочу, какая, какой, какие, есть ли, укажи*, подбери*, процитируй*, где",
    define: "что такое, что значит, что означает, определение, как цитировать, как правильно",
    goesOn: "а, и, но, или, тогда, значит, так, а что, а как, почему нет, также, еще, хорошо",
    more: "почему, зачем, продолжай, продолжи, дальше, еще, подробнее, расскажи подробнее, поподробнее, расскажи больше, пример, например, приведи пример, еще пример, короче, проще, объясни проще, объясни это, ты уверен, правда",
    pronouns:
      "он, она, оно, они, его, ее, их, ему, ей, им, ними, нем, ней, нее, него, них, это, этот, эта, эти, этого, этой, этом, этих, тот, та, те, оба, обе",
  },
  ar: {
    guide:
      "دليل دراسي, دليل دراسة, دليل الدراسة, دليل للدراسة, دليل مذاكرة, دليل المذاكرة, دليلا دراسيا, دليلا للدراسة, ورقة مراجعة, خطة دراسة, خطة مذاكرة, بطاقات تعليمية, مذكرة مراجعة, ساعدني في المذاكرة, ساعدني على الدراسة",
    summary: "ملخص*, الملخص, ملخصا, تلخيص*, لخص*, مخطط, مخططا, موجز, موجزا, النقاط الرئيسية, الافكار الرئيسية",
    whole:
      "فصل, الفصل, هذا الفصل, للفصل, المستند, الوثيقة, الكتاب, للكتاب, النص, امتحان, الامتحان, للامتحان, اختبار, الاختبار, للاختبار, الدرس, المحاضرة, المادة, المقال, كل, الملف, الوحدة, القسم",
    verbatim: "حرفيا, حرفي, نصا, كلمة بكلمة, بالنص, بالحرف",
    quote: "اقتباس*, الاقتباس*, اقتبس, مقتطف*, مقطع, مقطعا, فقرة, شاهد",
    ask: "ابحث, اعثر, اعطني, اعطيني, جد, هات, اوجد, اريد, اذكر, اعرض, ارني, احتاج, هل يوجد, هل هناك, اي, اقتبس, استخرج, اين",
    define: "ما هو, ما هي, ما معنى, ماذا يعني, عرف",
    goesOn: "و, وماذا, ولماذا, ومتى, وكيف, واين, ومن, وما, وهل, لكن, ولكن, ثم, اذن, او, ماذا عن, ايضا, حسنا",
    more: "لماذا, اكمل, استمر, تابع, المزيد, مزيد من التفاصيل, اخبرني المزيد, بالتفصيل, وضح اكثر, مثال, مثلا, اعطني مثالا, مثال اخر, باختصار, ببساطة, اشرح ذلك, اشرح هذا, هل انت متاكد",
    pronouns:
      "هو, هي, هم, هن, هما, هذا, هذه, ذلك, تلك, هؤلاء, ذلك, عنه, عنها, منه, منها, فيه, فيها, به, بها, له, لها, لهم, عليه, عليها, اليه, اليها, كلاهما",
  },
  hi: {
    guide:
      "अध्ययन गाइड, अध्ययन मार्गदर्शिका, स्टडी गाइड, अध्ययन सामग्री, अध्ययन योजना, रिवीजन नोट्स, नोट्स बना*, फ्लैशकार्ड*, परीक्षा की तैयारी",
    summary: "सारांश, संक्षेप*, रूपरेखा, सार, मुख्य बिंदु",
    whole: "अध्याय*, दस्तावेज़*, दस्तावेज*, किताब*, पुस्तक*, पाठ*, परीक्षा*, सब कुछ, लेख*, इकाई*, व्याख्यान*, पूरे, पूरा, इस",
    verbatim: "शब्दशः, हूबहू, शब्द दर शब्द, अक्षरशः",
    quote: "उद्धरण*, उद्धृत, कोट, अंश, गद्यांश",
    ask: "खोज*, ढूंढ*, ढूँढ*, दो, दें, दीजिए, दीजिये, दिखा*, बता*, चाहिए, निकाल*, कौन सा, क्या कोई, कहाँ",
    define: "उद्धरण क्या है, उद्धरण किसे, सारांश क्या है, अंश क्या है",
    goesOn: "और, लेकिन, पर, तो, फिर, या, मगर, क्योंकि, के बारे में क्या, और क्या",
    more: "क्यों, जारी रखो, जारी रखें, आगे, और बताओ, और बताइए, विस्तार से, विस्तार से बताओ, एक उदाहरण, उदाहरण दो, उदाहरण दीजिए, उदाहरण के लिए, सरल शब्दों में, इसे समझाओ, इसे समझाइए",
    pronouns: "यह, वह, ये, वे, इसे, उसे, इसका, उसका, इसकी, उसकी, इसके, उसके, इनका, उनका, इनके, उनके, इसमें, उसमें, इससे, उससे, दोनों",
  },
  ko: {
    guide:
      "학습 가이드*, 스터디 가이드*, 공부 가이드*, 학습가이드*, 시험 대비*, 시험 준비*, 암기 카드*, 플래시카드*, 요점 정리*, 복습 노트*",
    summary: "요약*, 개요*, 정리해*, 간추려*",
    whole: "장, 장을, 이 장*, 단원*, 문서*, 책*, 시험*, 전체*, 모두, 강의*, 논문*, 자료*, 파일*",
    verbatim: "그대로 인용*, 한 글자도, 원문 그대로",
    quote: "인용*, 인용문*, 구절*, 발췌*, 원문*",
    ask: "찾아*, 보여*, 알려*, 주세요, 줘, 해줘, 필요*, 있어, 있나요, 어디*",
    define: "인용이란, 인용문이란, 요약이란",
    goesOn: "그리고, 그런데, 근데, 그러면, 그럼, 하지만, 그래서, 또, 또는",
    more: "왜, 왜요, 왜 그래*, 계속, 계속해*, 더 자세히, 자세히, 더 알려*, 예를 들어*, 예시, 쉽게 설명*, 더 짧게, 정말*",
    pronouns: "그것*, 이것*, 저것*, 그건, 이건, 그게, 이게, 그들*, 그는, 그녀*, 그의",
  },
};

/** Languages without spaces: an entry matches wherever it stands. */
export const UNSPACED_WORDS: Record<string, RouteWords> = {
  zh: {
    guide:
      "学习指南, 學習指南, 学习提纲, 学习大纲, 复习提纲, 复习大纲, 复习资料, 复习指南, 複習指南, 複習資料, 复习笔记, 复习要点, 考试重点, 考試重點, 备考, 備考, 抽认卡, 学习卡片, 知识点总结",
    summary: "总结, 總結, 摘要, 概括, 概述, 大纲, 大綱, 提纲, 归纳, 歸納, 要点",
    whole:
      "章, 文档, 文件, 文檔, 书, 書, 课, 課, 考试, 考試, 全文, 本文, 文章, 材料, 讲义, 講義, 论文, 論文, 所有, 全部, 这个, 這個, 这篇, 這篇",
    verbatim: "逐字, 一字不差, 原封不动",
    quote: "引文, 引用, 原文, 原句, 原话, 原話, 摘录, 摘錄, 语录, 引述, 段落, 名言",
    ask: "找, 给我, 給我, 列出, 提供, 摘, 需要, 想要, 哪, 有没有, 有沒有, 请引用, 請引用, 查",
    define: "什么是, 什麼是, 是什么意思, 是什麼意思, 如何引用, 怎么引用, 怎麼引用",
    goesOn: "那, 那么, 那麼, 但是, 但, 可是, 然后, 然後, 还有, 還有, 而且, 所以, 另外, 并且, 呢",
    more: "为什么呢, 為什麼呢, 为什么？, 继续, 繼續, 更多, 详细说, 详细一点, 詳細一點, 再说, 举个例子, 舉個例子, 举例, 例如呢, 简单一点, 再解释, 展开说",
    pronouns: "它, 他, 她, 这, 這, 那, 其, 两者, 兩者, 前者, 后者, 後者, 此",
  },
  ja: {
    guide:
      "学習ガイド, 勉強ガイド, スタディガイド, 学習プラン, 学習ノート, 復習ノート, まとめノート, 試験対策, テスト対策, 単語カード, 暗記カード, フラッシュカード, 要点まとめ, 要点をまとめ",
    summary: "要約, まとめ, 概要, アウトライン, 要点, 骨子",
    whole:
      "章, 文書, 資料, 本書, この本, 講義, 試験, テスト, 全体, 全部, すべて, 論文, ドキュメント, ファイル, 授業, テキスト, 文章, 記事",
    verbatim: "そのまま引用, 一字一句, 原文のまま, 逐語",
    quote: "引用, 抜粋, 原文, 一節, 該当箇所, 箇所, 名言",
    ask: "見つけ, 探し, 探す, 示し, 教え, 抜き出, 挙げ, してください, ください, 下さい, 欲しい, ほしい, ありますか, 引用して, どこ, 出して",
    define: "引用とは, 引用の仕方, 要約とは, 抜粋とは, 引用符",
    goesOn:
      "では, じゃあ, それで, それから, それでは, でも, しかし, そして, また, だから, ちなみに, あと, ということは",
    more: "なぜですか, どうして？, どうしてですか, なぜ？, 続けて, 続き, もっと, 詳しく, 例えば, 例を, 具体例, 簡単に, わかりやすく, もう一度, 本当ですか",
    pronouns: "それ, これ, あれ, その, この, あの, 彼, 両方, 前者, 後者, そこ",
  },
};

/** In these the words of a list mean something else; they are taken out before a route is looked for. */
export const TRAPS =
  "quote to cash, quote to order, quotation mark*, quote mark*, quotation style*, citation style*, citation format*, citation index*, citation manag*, citation count*, stock quote*, price quote*, insurance quote*, rite of passage, rites of passage, passage of time, passage of air, passage of blood, passage of food, passage of water, passage through, passage between, nasal passage*, air passage*, anführungszeichen, guillemets, comillas, virgolette, aspas, кавычк*";
export const UNSPACED_TRAPS = "引用符, 引号, 引號";
