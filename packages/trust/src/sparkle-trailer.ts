const TRAILER =
  /^<!-- sparkle-signatures:\nedSignature: ([A-Za-z\d+/]{86}==)\nlength: (0|[1-9]\d*)\n-->\n$/;

/**
 * Sparkle 2.9's signature of a feed, with the line feed that ends the file: what its `sign_update` appends, byte by
 * byte, over every byte before it (wire-format, "Signatures"). `sign` gives the 64 bytes of an Ed25519 signature by
 * the app's Sparkle key, which is never the feed key.
 */
export function sparkleTrailer(
  bytesBefore: Uint8Array,
  sign: (bytes: Uint8Array) => Uint8Array,
): string {
  const signature = Buffer.from(sign(bytesBefore)).toString('base64');
  return `<!-- sparkle-signatures:\nedSignature: ${signature}\nlength: ${bytesBefore.length}\n-->\n`;
}

/** Whether a text is such a trailer behind so many bytes, to the end; its signature is for Sparkle to check. */
export function isTrailer(text: string, bytesBefore: number): boolean {
  const [, signature = '', length] = TRAILER.exec(text) ?? [];
  return (
    Number(length) === bytesBefore &&
    Buffer.from(signature, 'base64').toString('base64') === signature
  );
}
