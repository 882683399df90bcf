/** Questions to the student; their code is loaded when the first is asked. */
import { overlay } from "./part.tsx";

const load = () => import("../overlays/dialogs.tsx");

export const Modal = overlay(async () => ({ default: (await import("../overlays/modal.tsx")).Modal }));
export const NameDialog = overlay(async () => ({ default: (await load()).NameDialog }));
export const ConfirmDialog = overlay(async () => ({ default: (await load()).ConfirmDialog }));
export const SameNameDialog = overlay(async () => ({ default: (await load()).SameNameDialog }));
