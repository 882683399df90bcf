/** A part of the page that files can be dropped on. */
import { type DragEvent, useState } from "react";

/** Files that were dropped by themselves, and folders. */
export type Dropped = { files: File[]; folders: FileSystemEntry[] };

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** `zone` goes onto the element. Only a drag that holds files is taken. */
export function useDropZone(onDrop: (dropped: Dropped) => void) {
  const [isOver, setOver] = useState(false);
  const zone = {
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      // Going from one child to another leaves nothing.
      const to = event.relatedTarget;
      if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      onDrop(droppedIn(event.dataTransfer));
    },
  };
  return { isOver, zone };
}

/** To be asked while it is dropped; the browser forgets it right after. */
function droppedIn({ items, files }: DataTransfer): Dropped {
  const folders = [...items].flatMap((item) => {
    const entry = item.webkitGetAsEntry();
    return entry?.isDirectory ? [entry] : [];
  });
  if (folders.length === 0) return { files: [...files], folders };
  // A folder stands among the files as something that cannot be read.
  const alone = [...items].flatMap((item) => {
    const file = item.webkitGetAsEntry()?.isFile ? item.getAsFile() : null;
    return file ? [file] : [];
  });
  return { files: alone, folders };
}
