import type { Document } from "../../edge/http/openapi/schema.ts";
import { layout, type PageFiles } from "./layout.ts";
import { placesOf, targetOf } from "./links.ts";
import { type Rendered, render } from "./markdown.ts";
import { DOCUMENTS, type Source } from "./pages.ts";
import { apiIndex, apiPages } from "./reference/api.ts";
import { catalogueIndex, cataloguePages } from "./reference/catalogue.ts";
import { commandsPage } from "./reference/commands.ts";
import { errorsPage } from "./reference/errors.ts";

export interface RenderedPage extends Source {
	rendered: Rendered;
}

/**
 * All pages: the documents, whose text is read by `read`, and the reference, which is made of the code.
 *
 * @param document the OpenAPI document of the edge
 */
export async function sourcesOf(
	document: Document,
	read: (file: string) => Promise<string>,
): Promise<Source[]> {
	const documents = await Promise.all(
		DOCUMENTS.map(async (one) => ({ ...one, text: await read(one.file), listed: true })),
	);
	const made = (path: string, text: string, listed = true): Source => ({
		path,
		file: `code of ${path}`,
		section: "Reference",
		text,
		listed,
	});
	return [
		...documents,
		made("reference/api", apiIndex(document)),
		...[...apiPages(document)].map(([path, text]) => made(path, text)),
		made("reference/errors", errorsPage()),
		made("reference/commands", await commandsPage()),
		made("reference/catalogue", catalogueIndex()),
		...[...cataloguePages()].map(([path, { file, text }]) => ({ ...made(path, text, false), file })),
	];
}

/** Pages with their HTML. Pure. @throws Error that names the page which cannot be rendered */
export function renderAll(sources: readonly Source[]): RenderedPage[] {
	const places = placesOf(sources);
	return sources.map((source) => {
		try {
			return { ...source, rendered: render(source.text, (link) => targetOf(link, source.file, places)) };
		} catch (error) {
			throw new Error(`${source.file} cannot be made a page`, { cause: error });
		}
	});
}

/** The files of the site by their paths below `/docs/`. Pure. */
export function filesOf(pages: readonly RenderedPage[], files: PageFiles): Map<string, string> {
	const listed = pages.flatMap(({ path, section, rendered, listed: shown }) =>
		shown ? [{ path, section, title: rendered.title }] : [],
	);
	return new Map(
		pages.map(({ path, rendered }) => [
			path === "" ? "index.html" : `${path}.html`,
			layout(path, rendered, listed, files),
		]),
	);
}
