import { describe, expect, it } from "vitest";
import { detectRoute, leansOnHistory } from "../../../src/answer/detect-route.ts";

const GUIDES = [
  "Make me a study guide for this chapter",
  "make me a study guide for this chapter [[tokens=8]]",
  "Can you create a study guide on mitosis?",
  "Study guide for chapter 3 please",
  "Summarize this chapter",
  "Please summarise the document in ten points.",
  "Give me a summary of everything for the exam",
  "Outline this lecture",
  "Summary?",
  "I need flashcards for the final",
  "Help me prepare for the exam on cell biology",
  "Write a cheat sheet",
  "Erstelle mir einen Lernzettel zu diesem Kapitel",
  "Kannst du das Skript zusammenfassen?",
  "Fasse das Kapitel bitte zusammen",
  "Ich brauche eine Zusammenfassung für die Klausur",
  "Fais-moi une fiche de révision sur ce chapitre",
  "Résume le chapitre 2",
  "Un résumé du cours pour l'examen s'il te plaît",
  "Hazme una guía de estudio de este capítulo",
  "Resume el documento",
  "Necesito un resumen de todo para el examen",
  "Creami una guida allo studio per questo capitolo",
  "Riassumi il documento",
  "Faça um guia de estudos deste capítulo",
  "Resuma o capítulo para a prova",
  "Bu bölüm için bir çalışma rehberi hazırla",
  "Bu belgeyi özetle",
  "Составь конспект этой главы",
  "Сделай краткое содержание главы для экзамена",
  "أنشئ لي دليلًا دراسيًا لهذا الفصل",
  "لخّص هذا الفصل",
  "इस अध्याय के लिए अध्ययन गाइड बनाओ",
  "इस अध्याय का सारांश दीजिए",
  "为这一章做一份学习指南",
  "请总结这一章的内容",
  "この章の学習ガイドを作ってください",
  "この資料を要約してください",
  "이 장의 학습 가이드를 만들어 주세요",
];

const QUOTES = [
  "Find a quote about the cleavage furrow",
  "find a quote about the cleavage furrow [[tokens=8]]",
  "Give me three good quotes on social capital",
  "Can you find a passage where the author talks about culture shock?",
  "I'm looking for quotations that support this argument",
  "Show me an excerpt about ribosomes",
  "What does the author say verbatim about ethnocentrism?",
  "What is the exact wording of the definition of mitosis?",
  "Which passage describes anaphase?",
  "Are there any quotes about the spindle?",
  "Quote the sentence about kinetochores word for word",
  "Where does it say that chromosomes condense?",
  "Cite a passage that proves it",
  "Find a quote about 文化",
  "Find me a passage from chapter 3 on prophase",
  "Can you show me the passage of the text that deals with norms?",
  "Finde ein Zitat über die Teilungsfurche",
  "Gib mir die Textstelle zur Anaphase",
  "Welche Passage beschreibt den Kulturschock?",
  "Was steht wörtlich zur Mitose im Skript?",
  "Trouve une citation sur le sillon de division",
  "Donne-moi un extrait qui parle de la culture",
  "Encuentra una cita sobre la mitosis",
  "Dame un fragmento que hable de la cultura",
  "Trova una citazione sulla mitosi",
  "Mostrami un brano sulla cultura",
  "Encontre uma citação sobre a mitose",
  "Me dê um trecho que fale da cultura",
  "Mitoz hakkında bir alıntı bul",
  "Найди цитату о борозде деления",
  "Приведите отрывок, где говорится о культуре",
  "ابحث عن اقتباس حول الانقسام",
  "أعطني مقطعًا عن الثقافة",
  "समसूत्री विभाजन पर एक उद्धरण खोजो",
  "请找一段关于有丝分裂的引文",
  "给我原文中关于文化的句子",
  "有糸分裂についての引用を見つけてください",
  "유사 분열에 대한 인용문을 찾아 주세요",
];

const FOLLOW_UPS = [
  "and when does it happen?",
  "and when does it happen? [[tokens=12]]",
  "Why?",
  "why not?",
  "What about meiosis?",
  "How about plants?",
  "But is that always true?",
  "So what happens next?",
  "When does it happen?",
  "How long does this take?",
  "Can you explain that again?",
  "Tell me more",
  "Give me an example",
  "Who discovered them?",
  "Which one is longer?",
  "Is that so?",
  "Continue",
  "…?",
  "Und wann passiert das?",
  "Warum?",
  "Was ist mit Pflanzen?",
  "Wie lange dauert es?",
  "Et quand est-ce que cela arrive ?",
  "Pourquoi ?",
  "Mais pourquoi ?",
  "¿Y cuándo ocurre?",
  "¿Por qué?",
  "Dame un ejemplo",
  "E quando succede?",
  "Perché?",
  "E quando isso acontece?",
  "Por quê?",
  "Peki ne zaman olur?",
  "Neden?",
  "А когда это происходит?",
  "Почему?",
  "ومتى يحدث ذلك؟",
  "لماذا؟",
  "और यह कब होता है?",
  "क्यों?",
  "那它什么时候发生？",
  "为什么呢？",
  "它有什么作用？",
  "それはいつ起こりますか？",
  "では、植物はどうですか？",
  "なぜですか？",
  "그럼 언제 일어나나요?",
  "왜요?",
];

const GENERAL = [
  "What is mitosis?",
  "What is mitosis? [[tokens=8]]",
  "What is the quote-to-cash process?",
  "What is a quotation mark?",
  "What is a study guide?",
  "What is a citation?",
  "What does the author mean by quote-to-order? Give reasons",
  "Show how the passage of time changes norms",
  "引号有什么用法和规则要注意的地方呢请说明一下好吗谢谢",
  "How do I cite a website in APA?",
  "What are the phases of mitosis?",
  "What is crossing over in meiosis?",
  "Explain the rites of passage in tribal societies",
  "I want to understand the passage of time in relativity",
  "Give me an overview of the causes of the French Revolution",
  "Summarize the causes of the First World War",
  "Outline the steps of glycolysis",
  "How does the spindle attach to chromosomes and what happens when it fails?",
  "What is this chapter about mitosis saying on cyclins and kinases?",
  "Do E. coli cells divide by binary fission in the gut?",
  "Was ist Mitose?",
  "Was ist ein Zitat?",
  "Qu'est-ce que la mitose ?",
  "Qu'est-ce qu'une citation ?",
  "¿Qué es la mitosis?",
  "¿Qué es una cita textual?",
  "Che cos'è la mitosi?",
  "O que é mitose?",
  "Mitoz nedir?",
  "Что такое митоз?",
  "ما هو الانقسام المتساوي؟",
  "समसूत्री विभाजन क्या है?",
  "什么是有丝分裂？",
  "什么是引用？",
  "有糸分裂とは何ですか？",
  "引用とは何ですか？",
  "유사 분열이란 무엇인가요?",
];

describe("the route of a question", () => {
  it.each(GUIDES)("[T41] asks for a study guide: %s", (question) => {
    expect(detectRoute(question, false)).toBe("generate_study_guide");
    expect(detectRoute(question, true)).toBe("generate_study_guide");
  });

  it.each(QUOTES)("[T42] asks for a quote: %s", (question) => {
    expect(detectRoute(question, false)).toBe("quote_finding");
    expect(detectRoute(question, true)).toBe("quote_finding");
  });

  it.each(FOLLOW_UPS)("[T43] goes on from the answer before, when there is one: %s", (question) => {
    expect(detectRoute(question, true)).toBe("follow_up");
    expect(detectRoute(question, false)).toBe("general_qa");
    expect(leansOnHistory(question)).toBe(true);
  });

  it.each(GENERAL)("[T44] stands for itself: %s", (question) => {
    expect(detectRoute(question, false)).toBe("general_qa");
    expect(detectRoute(question, true)).toBe("general_qa");
  });

  it("[T44] a question of 8,000 units is told by its beginning, soon", () => {
    const long = "What is mitosis in the cells of plants and animals and fungi? ".repeat(200).slice(0, 8_000);
    expect(detectRoute(long, true)).toBe("general_qa");
    expect(detectRoute("[".repeat(8_000), true)).toBe("follow_up");
    expect(detectRoute("ß水🧬 ".repeat(1_600), true)).toBe("general_qa");
  });
});
