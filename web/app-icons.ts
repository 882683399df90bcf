/** For the build: the icons of an installed app as pixels, for systems that take no SVG, drawn from our SVGs. */
import sharp from "sharp";
import type { Plugin } from "vite";

const root = decodeURIComponent(new URL("./public/", import.meta.url).pathname);

const ICONS = [
  { name: "icon-192.png", from: "icon.svg", size: 192 },
  { name: "icon-512.png", from: "icon.svg", size: 512 },
  { name: "icon-maskable-512.png", from: "icon-maskable.svg", size: 512 },
  // iOS rounds the corners itself.
  { name: "apple-touch-icon.png", from: "icon-maskable.svg", size: 180 },
] as const;

export function appIcons(): Plugin {
  return {
    name: "app-icons",
    async generateBundle() {
      for (const { name, from, size } of ICONS) {
        const source = await sharp(root + from, { density: (72 * size) / 32 })
          .resize(size, size)
          .png()
          .toBuffer();
        this.emitFile({ type: "asset", fileName: name, source });
      }
    },
  };
}
