import { describe, expect, it } from "vitest";
import { safeAddress, saysHost } from "../../../../web/markdown/safe-address.ts";
import { rendered } from "./rendered.tsx";

describe("addresses of an answer", () => {
  it("[W52] only http, https and mailto may be followed, however another scheme is written", () => {
    for (const written of [
      "javascript:alert(1)",
      "JaVaScRiPt:alert(1)",
      "java\nscript:alert(1)",
      "\u0001javascript:alert(1)",
      " \tjavascript:alert(1)",
      "javascript&colon;alert(1)",
      "vbscript:msgbox(1)",
      "data:text/html,<script>alert(1)</script>",
      "data:image/png;base64,AAAA",
      "blob:https://a.example/1",
      "file:///etc/passwd",
      "ftp://a.example/",
      "tel:+123",
      "sms:+123",
      "intent://x#Intent;end",
      "view-source:https://a.example",
      "/api/v1/auth/logout",
      "//evil.example/x",
      "\\\\evil.example\\x",
      "?q=1",
      "#note",
      "http://",
      "https:",
      `https://a.example/${"x".repeat(5_000)}`,
      "mailto:",
      "mailto:a@b.example,c@d.example",
      "mailto:a%0Abcc:x@b.example",
    ]) {
      expect([written, safeAddress(written)]).toEqual([written, null]);
    }
  });

  it("[W52] what is followed is what a browser makes of it, without a name, and shown by its real host", () => {
    expect(safeAddress("https://user:pass@evil.example/a")).toEqual({
      href: "https://evil.example/a",
      host: "evil.example",
    });
    expect(safeAddress("https://google.com@evil.example/")).toEqual({
      href: "https://evil.example/",
      host: "evil.example",
    });
    expect(safeAddress("HTTPS://EXAMPLE.org:8443\\p")).toEqual({
      href: "https://example.org:8443/p",
      host: "example.org:8443",
    });
    // Cyrillic letters that look like Latin ones.
    expect(safeAddress("https://\u0430\u0440\u0440\u04cf\u0435.com/")?.host).toBe("xn--80ak6aa92e.com");
    expect(safeAddress("https://m\u00fcnchen.example/\u202egpj.exe")?.href).toBe(
      "https://xn--mnchen-3ya.example/%E2%80%AEgpj.exe",
    );
    expect(safeAddress("https://a\u200bb.example/")?.host).toBe("ab.example");
    expect(safeAddress("http://0x7f.1/")?.host).toBe("127.0.0.1");
    expect(safeAddress("mailto:a@b.example?subject=x&bcc=c@d.example")).toEqual({
      href: "mailto:a@b.example",
      host: "a@b.example",
    });
  });

  it("[W52] a link says its host, unless its words are the address itself", () => {
    const address = { href: "https://example.org/a", host: "example.org" };
    for (const words of ["https://example.org/a", "example.org", "example.org/b", "http://example.org?x"]) {
      expect([words, saysHost(words, address)]).toEqual([words, true]);
    }
    for (const words of [
      "a paper",
      "example.org.evil.example",
      "https://good.example",
      "example.orgs",
      "see example.org",
      "",
    ]) {
      expect([words, saysHost(words, address)]).toEqual([words, false]);
    }
    expect(rendered("[paypal.com](https://evil.example/x)")).toContain(
      '<span class="link-host" dir="ltr">evil.example</span>',
    );
    expect(rendered("<https://evil.example/x>")).not.toContain("link-host");
  });

  it("[W52] a link takes nothing along, and an image is a link", () => {
    expect(rendered('[a](https://b.example/c "t")')).toContain(
      '<a href="https://b.example/c" target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer" title="t\nhttps://b.example/c"',
    );
    const image = rendered("![the cell](https://b.example/c.png)");
    expect(image).not.toContain("<img");
    expect(image).toContain("image: the cell");
    expect(image).toContain('href="https://b.example/c.png"');
    expect(image).toContain("b.example</span>");
    for (const markdown of [
      "![x](data:image/png;base64,AAAA)",
      "![x](/local.png)",
      "[x](javascript:alert(1))",
      "[x](/logout)",
    ]) {
      expect(rendered(markdown)).not.toMatch(/<(?:a|img)\b/);
      expect(rendered(markdown)).toContain("x</span>");
    }
  });

  it("[W52] a link that is still being written leads nowhere", () => {
    expect(rendered("see [the paper](https://exa", true)).toContain('see <span class="no-link">the paper</span>');
    expect(rendered("see ![the cell](https://exa", true)).toContain("image: the cell");
  });
});
