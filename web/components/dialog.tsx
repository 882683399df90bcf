/** Questions to the student; their code is loaded when the first is asked. */
import { lazy } from "react";

const load = () => import("../overlays/dialogs.tsx");

export const Modal = lazy(() => import("../overlays/modal.tsx").then((module) => ({ default: module.Modal })));
export const NameDialog = lazy(() => load().then((module) => ({ default: module.NameDialog })));
export const ConfirmDialog = lazy(() => load().then((module) => ({ default: module.ConfirmDialog })));
export const SameNameDialog = lazy(() => load().then((module) => ({ default: module.SameNameDialog })));
