import { Marked, type Token, type Tokens } from "marked";
import { escapeHtml } from "./html.ts";
import { addressOf, type Target } from "./links.ts";
import { Anchors } from "./slug.ts";

export interface Heading {
	depth: number;
	/** Plain words. */
	words: string;
	anchor: string;
}
/** A part of a page, as the search knows it: from one heading to the next. */
export interface Part extends Heading {
	text: string;
}
export interface Rendered {
	title: string;
	html: string;
	headings: Heading[];
	parts: Part[];
	/** Pictures that it shows, from the root of the repository. */
	pictures: string[];
	/** Files of the repository that it names and that are not served. */
	files: string[];
}

/** Where a picture of the repository is served. */
export const pictureAt = (file: string) => addressOf(`pictures/${file.replaceAll("/", "-")}`);

/**
 * Markdown as HTML. Headings get anchors, links are led to pages by `resolve`, wide tables and long lines scroll by
 * themselves, and HTML within it is shown as text: none of it is ever run. Pure.
 *
 * @throws Error where it has no first heading
 */
export function render(markdown: string, resolve: (link: string) => Target): Rendered {
	const anchors = new Anchors();
	const headings: Heading[] = [];
	const parts: Part[] = [];
	const pictures: string[] = [];
	const files: string[] = [];
	const marked = new Marked({ gfm: true });
	marked.use({
		renderer: {
			heading({ tokens, depth }: Tokens.Heading) {
				const words = plain(tokens);
				const anchor = anchors.next(words);
				headings.push({ depth, words, anchor });
				const inner = this.parser.parseInline(tokens);
				if (depth === 1) return `<h1 id="${anchor}">${inner}</h1>\n`;
				return `<h${depth} id="${anchor}">${inner} <a class="anchor" href="#${anchor}" aria-label="Link to ${escapeHtml(words)}">#</a></h${depth}>\n`;
			},
			link({ href, tokens }: Tokens.Link) {
				const inner = this.parser.parseInline(tokens);
				const target = resolve(href);
				if (target.kind === "page") return `<a href="${escapeHtml(target.href)}">${inner}</a>`;
				if (target.kind === "outside")
					return `<a href="${escapeHtml(target.href)}" rel="noreferrer">${inner}</a>`;
				files.push(target.file);
				return `<span class="file" title="${escapeHtml(target.file)} in the repository">${inner}</span>`;
			},
			image({ href, text }: Tokens.Image) {
				const target = resolve(href);
				if (target.kind !== "picture") return escapeHtml(text);
				pictures.push(target.file);
				return `<img src="${pictureAt(target.file)}" alt="${escapeHtml(text)}" loading="lazy">`;
			},
			table(token: Tokens.Table) {
				const row = (cells: Tokens.TableCell[], tag: "th" | "td") =>
					`<tr>${cells.map((cell) => `<${tag}${tag === "th" ? ' scope="col"' : ""}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
				const named = token.header.map((cell) => plain(cell.tokens)).filter((words) => words !== "");
				const head = named.length === 0 ? "" : `<thead>${row(token.header, "th")}</thead>`;
				const body = token.rows.map((cells) => row(cells, "td")).join("");
				return `<div class="wide" role="group" tabindex="0" aria-label="${escapeHtml(`Table: ${named.join(", ")}`)}"><table>${head}<tbody>${body}</tbody></table></div>\n`;
			},
			code({ text, lang }: Tokens.Code) {
				const kind = /^\w+/.exec(lang ?? "")?.[0];
				return `<pre tabindex="0"${kind ? ` data-language="${kind}"` : ""}><code>${escapeHtml(text)}</code></pre>\n`;
			},
			html({ text }: Tokens.HTML | Tokens.Tag) {
				return text.startsWith("<!--") ? "" : escapeHtml(text);
			},
		},
	});
	const html = marked.parse(markdown, { async: false });
	collect(marked.lexer(markdown), headings, parts);
	const [first] = headings;
	if (first?.depth !== 1) throw new Error("a page begins with a heading of the first level");
	return { title: first.words, html, headings, parts, pictures, files };
}

/** Shares the text of a page among its headings. */
function collect(tokens: readonly Token[], headings: readonly Heading[], parts: Part[]): void {
	let next = 0;
	for (const token of tokens) {
		if (token.type === "heading") {
			const heading = headings[next++];
			if (heading) parts.push({ ...heading, text: "" });
			continue;
		}
		const part = parts.at(-1);
		if (part) part.text = `${part.text} ${plain([token])}`.trim();
	}
}

/** The words of tokens, without any marks. */
function plain(tokens: readonly Token[]): string {
	return tokens
		.map((token) => {
			if (token.type === "table") {
				const { header, rows } = token as Tokens.Table;
				return [header, ...rows].flatMap((cells) => cells.map((cell) => plain(cell.tokens))).join(" ");
			}
			if (token.type === "list")
				return (token as Tokens.List).items.map((item) => plain(item.tokens)).join(" ");
			if (token.type === "html") return token.raw.startsWith("<!--") ? "" : token.raw;
			if (token.type === "br" || token.type === "space") return " ";
			return "tokens" in token && token.tokens
				? plain(token.tokens)
				: "text" in token
					? unescaped(token)
					: "";
		})
		.join("");
}

function unescaped(token: Token): string {
	const { text } = token as { text: string };
	return text
		.replaceAll("&lt;", "<")
		.replaceAll("&gt;", ">")
		.replaceAll("&quot;", '"')
		.replaceAll("&amp;", "&");
}
