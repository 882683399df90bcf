/**
 * The character maps that PDFs name without bringing them along: which letters the codes of Chinese, Japanese and Korean fonts
 * stand for. Those that the format itself names (ISO 32000-1, table 118) and the newer Japanese ones; each is loaded when a
 * document asks for it. They are Adobe's, in the packing of pdf.js.
 */

type Loaded = Promise<{ default: ArrayBuffer | Uint8Array }>;

const MAPS: Readonly<Record<string, () => Loaded>> = {
  // Simplified Chinese.
  "Adobe-GB1-UCS2": () => import("pdfjs-dist/cmaps/Adobe-GB1-UCS2.bcmap"),
  "GB-EUC-H": () => import("pdfjs-dist/cmaps/GB-EUC-H.bcmap"),
  "GB-EUC-V": () => import("pdfjs-dist/cmaps/GB-EUC-V.bcmap"),
  "GBpc-EUC-H": () => import("pdfjs-dist/cmaps/GBpc-EUC-H.bcmap"),
  "GBpc-EUC-V": () => import("pdfjs-dist/cmaps/GBpc-EUC-V.bcmap"),
  "GBK-EUC-H": () => import("pdfjs-dist/cmaps/GBK-EUC-H.bcmap"),
  "GBK-EUC-V": () => import("pdfjs-dist/cmaps/GBK-EUC-V.bcmap"),
  "GBKp-EUC-H": () => import("pdfjs-dist/cmaps/GBKp-EUC-H.bcmap"),
  "GBKp-EUC-V": () => import("pdfjs-dist/cmaps/GBKp-EUC-V.bcmap"),
  "GBK2K-H": () => import("pdfjs-dist/cmaps/GBK2K-H.bcmap"),
  "GBK2K-V": () => import("pdfjs-dist/cmaps/GBK2K-V.bcmap"),
  "UniGB-UCS2-H": () => import("pdfjs-dist/cmaps/UniGB-UCS2-H.bcmap"),
  "UniGB-UCS2-V": () => import("pdfjs-dist/cmaps/UniGB-UCS2-V.bcmap"),
  "UniGB-UTF16-H": () => import("pdfjs-dist/cmaps/UniGB-UTF16-H.bcmap"),
  "UniGB-UTF16-V": () => import("pdfjs-dist/cmaps/UniGB-UTF16-V.bcmap"),
  // Traditional Chinese.
  "Adobe-CNS1-UCS2": () => import("pdfjs-dist/cmaps/Adobe-CNS1-UCS2.bcmap"),
  "B5pc-H": () => import("pdfjs-dist/cmaps/B5pc-H.bcmap"),
  "B5pc-V": () => import("pdfjs-dist/cmaps/B5pc-V.bcmap"),
  "HKscs-B5-H": () => import("pdfjs-dist/cmaps/HKscs-B5-H.bcmap"),
  "HKscs-B5-V": () => import("pdfjs-dist/cmaps/HKscs-B5-V.bcmap"),
  "ETen-B5-H": () => import("pdfjs-dist/cmaps/ETen-B5-H.bcmap"),
  "ETen-B5-V": () => import("pdfjs-dist/cmaps/ETen-B5-V.bcmap"),
  "ETenms-B5-H": () => import("pdfjs-dist/cmaps/ETenms-B5-H.bcmap"),
  "ETenms-B5-V": () => import("pdfjs-dist/cmaps/ETenms-B5-V.bcmap"),
  "CNS-EUC-H": () => import("pdfjs-dist/cmaps/CNS-EUC-H.bcmap"),
  "CNS-EUC-V": () => import("pdfjs-dist/cmaps/CNS-EUC-V.bcmap"),
  "UniCNS-UCS2-H": () => import("pdfjs-dist/cmaps/UniCNS-UCS2-H.bcmap"),
  "UniCNS-UCS2-V": () => import("pdfjs-dist/cmaps/UniCNS-UCS2-V.bcmap"),
  "UniCNS-UTF16-H": () => import("pdfjs-dist/cmaps/UniCNS-UTF16-H.bcmap"),
  "UniCNS-UTF16-V": () => import("pdfjs-dist/cmaps/UniCNS-UTF16-V.bcmap"),
  // Japanese.
  "Adobe-Japan1-UCS2": () => import("pdfjs-dist/cmaps/Adobe-Japan1-UCS2.bcmap"),
  "83pv-RKSJ-H": () => import("pdfjs-dist/cmaps/83pv-RKSJ-H.bcmap"),
  "90ms-RKSJ-H": () => import("pdfjs-dist/cmaps/90ms-RKSJ-H.bcmap"),
  "90ms-RKSJ-V": () => import("pdfjs-dist/cmaps/90ms-RKSJ-V.bcmap"),
  "90msp-RKSJ-H": () => import("pdfjs-dist/cmaps/90msp-RKSJ-H.bcmap"),
  "90msp-RKSJ-V": () => import("pdfjs-dist/cmaps/90msp-RKSJ-V.bcmap"),
  "90pv-RKSJ-H": () => import("pdfjs-dist/cmaps/90pv-RKSJ-H.bcmap"),
  "Add-RKSJ-H": () => import("pdfjs-dist/cmaps/Add-RKSJ-H.bcmap"),
  "Add-RKSJ-V": () => import("pdfjs-dist/cmaps/Add-RKSJ-V.bcmap"),
  "EUC-H": () => import("pdfjs-dist/cmaps/EUC-H.bcmap"),
  "EUC-V": () => import("pdfjs-dist/cmaps/EUC-V.bcmap"),
  "Ext-RKSJ-H": () => import("pdfjs-dist/cmaps/Ext-RKSJ-H.bcmap"),
  "Ext-RKSJ-V": () => import("pdfjs-dist/cmaps/Ext-RKSJ-V.bcmap"),
  H: () => import("pdfjs-dist/cmaps/H.bcmap"),
  V: () => import("pdfjs-dist/cmaps/V.bcmap"),
  "UniJIS-UCS2-H": () => import("pdfjs-dist/cmaps/UniJIS-UCS2-H.bcmap"),
  "UniJIS-UCS2-V": () => import("pdfjs-dist/cmaps/UniJIS-UCS2-V.bcmap"),
  "UniJIS-UCS2-HW-H": () => import("pdfjs-dist/cmaps/UniJIS-UCS2-HW-H.bcmap"),
  "UniJIS-UCS2-HW-V": () => import("pdfjs-dist/cmaps/UniJIS-UCS2-HW-V.bcmap"),
  "UniJIS-UTF16-H": () => import("pdfjs-dist/cmaps/UniJIS-UTF16-H.bcmap"),
  "UniJIS-UTF16-V": () => import("pdfjs-dist/cmaps/UniJIS-UTF16-V.bcmap"),
  "UniJIS2004-UTF16-H": () => import("pdfjs-dist/cmaps/UniJIS2004-UTF16-H.bcmap"),
  "UniJIS2004-UTF16-V": () => import("pdfjs-dist/cmaps/UniJIS2004-UTF16-V.bcmap"),
  // Korean.
  "Adobe-Korea1-UCS2": () => import("pdfjs-dist/cmaps/Adobe-Korea1-UCS2.bcmap"),
  "KSC-EUC-H": () => import("pdfjs-dist/cmaps/KSC-EUC-H.bcmap"),
  "KSC-EUC-V": () => import("pdfjs-dist/cmaps/KSC-EUC-V.bcmap"),
  "KSCms-UHC-H": () => import("pdfjs-dist/cmaps/KSCms-UHC-H.bcmap"),
  "KSCms-UHC-V": () => import("pdfjs-dist/cmaps/KSCms-UHC-V.bcmap"),
  "KSCms-UHC-HW-H": () => import("pdfjs-dist/cmaps/KSCms-UHC-HW-H.bcmap"),
  "KSCms-UHC-HW-V": () => import("pdfjs-dist/cmaps/KSCms-UHC-HW-V.bcmap"),
  "KSCpc-EUC-H": () => import("pdfjs-dist/cmaps/KSCpc-EUC-H.bcmap"),
  "UniKS-UCS2-H": () => import("pdfjs-dist/cmaps/UniKS-UCS2-H.bcmap"),
  "UniKS-UCS2-V": () => import("pdfjs-dist/cmaps/UniKS-UCS2-V.bcmap"),
  "UniKS-UTF16-H": () => import("pdfjs-dist/cmaps/UniKS-UTF16-H.bcmap"),
  "UniKS-UTF16-V": () => import("pdfjs-dist/cmaps/UniKS-UTF16-V.bcmap"),
};

export const MAP_NAMES = Object.keys(MAPS);

/** What pdf.js asks for such maps: the bytes of one, by the name of its file. */
export class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const name = filename.replace(/^.*\/|\.bcmap$/g, "");
    const load = kind === "cMapUrl" && Object.hasOwn(MAPS, name) ? MAPS[name] : undefined;
    if (load === undefined) throw new Error(`There is no character map ${name}.`);
    // A copy: pdf.js may hand it over for good.
    return new Uint8Array((await load()).default).slice();
  }
}
