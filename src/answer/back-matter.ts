/**
 * Whether a section's heading says that nothing is learnt there: lists of contents, of references and of figures, thanks, exercises,
 * the small print. Told by the heading alone, whole, in the languages of the page and a few more. Pure.
 */

const NAMES =
  "contents, table of contents, brief contents, list of figures, list of tables, index, references, bibliography, works cited, further reading, for further reading, further research, citations, footnotes, endnotes, acknowledgements, acknowledgments, funding, about the author, about the authors, author contributions, conflict of interest, competing interests, copyright, license, licence, colophon, imprint, exercises, exercise, review questions, section quiz, quiz, short answer, critical thinking, self check, any questions, thank you, thanks, " +
  "inhalt, inhaltsverzeichnis, abbildungsverzeichnis, tabellenverzeichnis, literatur, literaturverzeichnis, quellen, quellenverzeichnis, stichwortverzeichnis, danksagung, impressum, lizenz, ubungen, ubungsaufgaben, aufgaben, " +
  "table des matieres, sommaire, bibliographie, remerciements, exercices, licence, " +
  "indice, contenido, referencias, bibliografia, agradecimientos, ejercicios, licencia, " +
  "riferimenti, ringraziamenti, esercizi, licenza, referencias bibliograficas, agradecimentos, exercicios, " +
  "icindekiler, kaynaklar, kaynakca, alistirmalar, содержание, оглавление, литература, список литературы, благодарности, упражнения, " +
  "المحتويات, الفهرس, المراجع, المصادر, تمارين, شكر وتقدير, संदर्भ, विषय सूची, अभ्यास, " +
  "目次, 索引, 参考文献, 謝辞, 練習問題, 演習問題, 目录, 目錄, 致谢, 致謝, 习题, 習題, 练习, 목차, 참고문헌, 연습문제, 감사의 글";

const BACK_MATTER: ReadonlySet<string> = new Set(NAMES.split(", ").map(plain));

/** Without numbers, signs, case and accents: "7. References" is "references". */
function plain(heading: string): string {
  return heading
    .slice(0, 80)
    .normalize("NFD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .replaceAll("ı", "i")
    .replace(/[^\p{L}\p{M}]+/gu, " ")
    .trim();
}

/** Of a chunk, by the headings above it. */
export function isBackMatter(headings: readonly string[]): boolean {
  return headings.some((heading) => BACK_MATTER.has(plain(heading)));
}
