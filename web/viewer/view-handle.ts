/** What a view of pages can be told from outside. `zoomBy` is for what is drawn; text has sizes instead. */
export type ViewHandle = { focus: () => void; zoomBy?: (by: 1 | -1) => void };
