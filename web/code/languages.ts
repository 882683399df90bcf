/** The languages that code is coloured in: what courses use. Each is loaded on its own, when code in it appears. */
import type { LanguageFn } from "highlight.js";

type Load = () => Promise<{ default: LanguageFn }>;

/** How a language is called on the screen, how it is loaded, and which others stand inside of it. */
export type Language = { name: string; load: Load; inside?: readonly string[] };

const LANGUAGES: Readonly<Record<string, Language>> = {
  bash: { name: "Bash", load: () => import("highlight.js/lib/languages/bash") },
  c: { name: "C", load: () => import("highlight.js/lib/languages/c") },
  cpp: { name: "C++", load: () => import("highlight.js/lib/languages/cpp") },
  csharp: { name: "C#", load: () => import("highlight.js/lib/languages/csharp") },
  css: { name: "CSS", load: () => import("highlight.js/lib/languages/css") },
  dart: { name: "Dart", load: () => import("highlight.js/lib/languages/dart") },
  diff: { name: "Diff", load: () => import("highlight.js/lib/languages/diff") },
  dockerfile: { name: "Dockerfile", load: () => import("highlight.js/lib/languages/dockerfile") },
  elixir: { name: "Elixir", load: () => import("highlight.js/lib/languages/elixir") },
  erlang: { name: "Erlang", load: () => import("highlight.js/lib/languages/erlang") },
  fortran: { name: "Fortran", load: () => import("highlight.js/lib/languages/fortran") },
  fsharp: { name: "F#", load: () => import("highlight.js/lib/languages/fsharp") },
  go: { name: "Go", load: () => import("highlight.js/lib/languages/go") },
  graphql: { name: "GraphQL", load: () => import("highlight.js/lib/languages/graphql") },
  haskell: { name: "Haskell", load: () => import("highlight.js/lib/languages/haskell") },
  ini: { name: "INI", load: () => import("highlight.js/lib/languages/ini") },
  java: { name: "Java", load: () => import("highlight.js/lib/languages/java") },
  javascript: { name: "JavaScript", load: () => import("highlight.js/lib/languages/javascript") },
  json: { name: "JSON", load: () => import("highlight.js/lib/languages/json") },
  julia: { name: "Julia", load: () => import("highlight.js/lib/languages/julia") },
  kotlin: { name: "Kotlin", load: () => import("highlight.js/lib/languages/kotlin") },
  latex: { name: "LaTeX", load: () => import("highlight.js/lib/languages/latex") },
  lisp: { name: "Lisp", load: () => import("highlight.js/lib/languages/lisp") },
  lua: { name: "Lua", load: () => import("highlight.js/lib/languages/lua") },
  makefile: { name: "Makefile", load: () => import("highlight.js/lib/languages/makefile") },
  markdown: { name: "Markdown", load: () => import("highlight.js/lib/languages/markdown") },
  matlab: { name: "MATLAB", load: () => import("highlight.js/lib/languages/matlab") },
  ocaml: { name: "OCaml", load: () => import("highlight.js/lib/languages/ocaml") },
  perl: { name: "Perl", load: () => import("highlight.js/lib/languages/perl") },
  php: { name: "PHP", load: () => import("highlight.js/lib/languages/php") },
  powershell: { name: "PowerShell", load: () => import("highlight.js/lib/languages/powershell") },
  prolog: { name: "Prolog", load: () => import("highlight.js/lib/languages/prolog") },
  python: { name: "Python", load: () => import("highlight.js/lib/languages/python") },
  r: { name: "R", load: () => import("highlight.js/lib/languages/r") },
  ruby: { name: "Ruby", load: () => import("highlight.js/lib/languages/ruby") },
  rust: { name: "Rust", load: () => import("highlight.js/lib/languages/rust") },
  sas: { name: "SAS", load: () => import("highlight.js/lib/languages/sas") },
  scala: { name: "Scala", load: () => import("highlight.js/lib/languages/scala") },
  scheme: { name: "Scheme", load: () => import("highlight.js/lib/languages/scheme") },
  shell: { name: "Shell", load: () => import("highlight.js/lib/languages/shell"), inside: ["bash"] },
  sql: { name: "SQL", load: () => import("highlight.js/lib/languages/sql") },
  swift: { name: "Swift", load: () => import("highlight.js/lib/languages/swift") },
  typescript: { name: "TypeScript", load: () => import("highlight.js/lib/languages/typescript") },
  verilog: { name: "Verilog", load: () => import("highlight.js/lib/languages/verilog") },
  vhdl: { name: "VHDL", load: () => import("highlight.js/lib/languages/vhdl") },
  x86asm: { name: "Assembly", load: () => import("highlight.js/lib/languages/x86asm") },
  xml: { name: "XML", load: () => import("highlight.js/lib/languages/xml") },
  html: { name: "HTML", load: () => import("highlight.js/lib/languages/xml"), inside: ["css", "javascript"] },
  yaml: { name: "YAML", load: () => import("highlight.js/lib/languages/yaml") },
};

const ALIASES: Readonly<Record<string, string>> = {
  asm: "x86asm",
  "c#": "csharp",
  "c++": "cpp",
  cc: "cpp",
  clojure: "lisp",
  console: "shell",
  cs: "csharp",
  docker: "dockerfile",
  "f#": "fsharp",
  f90: "fortran",
  golang: "go",
  h: "c",
  hpp: "cpp",
  hs: "haskell",
  htm: "html",
  jl: "julia",
  js: "javascript",
  jsonc: "json",
  jsx: "javascript",
  kt: "kotlin",
  m: "matlab",
  make: "makefile",
  md: "markdown",
  mjs: "javascript",
  ml: "ocaml",
  mysql: "sql",
  node: "javascript",
  octave: "matlab",
  patch: "diff",
  pl: "perl",
  postgresql: "sql",
  ps1: "powershell",
  py: "python",
  py3: "python",
  python3: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  sqlite: "sql",
  svg: "xml",
  systemverilog: "verilog",
  tex: "latex",
  toml: "ini",
  ts: "typescript",
  tsx: "typescript",
  v: "verilog",
  yml: "yaml",
  zsh: "bash",
};

/** The id of the language that a fence names, or null when it is none of ours. */
export function languageId(named: string): string | null {
  const name = named.toLowerCase().replace(/^\{?\.?|\}$/g, "");
  const id = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
  return id !== undefined && Object.hasOwn(LANGUAGES, id) ? id : null;
}

export function languageById(id: string): Language | undefined {
  return Object.hasOwn(LANGUAGES, id) ? LANGUAGES[id] : undefined;
}
