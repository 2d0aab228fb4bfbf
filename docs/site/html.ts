const ENTITIES: Record<string, string> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&#39;",
};

/** Text as it stands in HTML, in attributes too. */
export function escapeHtml(text: string): string {
	return text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}
