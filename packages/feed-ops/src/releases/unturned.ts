/** Without the signs that turn the direction of what follows; the marks that Arabic and Hebrew need stay. */
export function unturned(text: string): string {
  return text.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '');
}
