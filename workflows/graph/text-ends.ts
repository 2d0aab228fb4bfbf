/**
 * The text without such characters at its end. A pattern like `/[ ,]+$/` looks again from every place of a text, which
 * takes a second for one of 10,000 commas that goes on with a letter; this looks from the end, once.
 *
 * @param dropped told one UTF-16 unit
 */
export function withoutEnd(text: string, dropped: (character: string) => boolean): string {
	let length = text.length;
	while (length > 0 && dropped(text.charAt(length - 1))) length -= 1;
	return text.slice(0, length);
}
