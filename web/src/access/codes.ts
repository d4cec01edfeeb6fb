/** "Lead quality" -> "lead_quality": a code from an English name; something unique where nothing is left. */
export function codeFrom(name: string): string {
  const code = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
  return code === '' ? `field_${Date.now().toString(36)}` : code;
}
