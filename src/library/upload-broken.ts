/** An upload that ended before its file did. */

/** The sender's fault: the body ended early or is not what it says. */
export class UploadBroken extends Error {}
