import {
	type Document,
	type Media,
	type Operation,
	type Reply,
	refName,
} from "../../../edge/http/openapi/schema.ts";
import { cell, fieldTable, type LinkShape, namedIn, typeOf } from "./shapes.ts";

interface Route extends Operation {
	method: string;
	path: string;
	tags: string[];
}

/** The address of the page of a tag. */
const pageOfTag = (tag: string) => `reference/api/${tag}`;

/**
 * The reference of the API as Markdown: a page for each tag, by its path, with all of its operations and, below them, the
 * shapes that they are made of. A shape that several pages need stands on the first of them. Pure.
 */
export function apiPages(document: Document): Map<string, string> {
	const tags = (document.tags ?? []) as { name: string; description: string }[];
	const routes = routesOf(document);
	const homes = homesOf(document, tags, routes);
	const pages = tags.map(({ name, description }): [string, string] => {
		const own = routes.filter((route) => route.tags[0] === name);
		const link: LinkShape = (shape) =>
			`[${shape}](/docs/${homes.get(shape) ?? pageOfTag(name)}#${anchor(shape)})`;
		const shapes = [...homes].filter(([, page]) => page === pageOfTag(name)).map(([shape]) => shape);
		const text = [
			`# API: ${name}`,
			`${description}.`,
			"| route | what it does |\n| --- | --- |",
			...own.map(
				(route) =>
					`| [\`${route.method} ${route.path}\`](#${anchorOf(route)}) | ${cell(route.summary ?? "")} |`,
			),
			"",
			...own.map((route) => operationText(route, document, link)),
			...(shapes.length === 0 ? [] : ["## Shapes"]),
			...shapes.toSorted().map((shape) => shapeText(shape, document, link)),
		];
		return [pageOfTag(name), `${text.slice(0, 2).join("\n\n")}\n\n${text.slice(2).join("\n")}\n`];
	});
	return new Map(pages);
}

/** The page that lists the pages of the API. */
export function apiIndex(document: Document): string {
	const tags = (document.tags ?? []) as { name: string; description: string }[];
	const rows = tags.map(({ name, description }) => {
		const count = routesOf(document).filter((route) => route.tags[0] === name).length;
		return `| [${name}](/docs/${pageOfTag(name)}) | ${count} | ${cell(description)} |`;
	});
	const guide = String(document.info.description).split("\n## Refusals")[0]?.replaceAll(/^#/gm, "#") ?? "";
	return `# API

The document that all of this is made of is at [/openapi.json](/openapi.json); the same with forms to try it is at
[/reference](/reference). Codes of refusals and failures: [error codes](/docs/reference/errors).

| subject | routes | what it is about |
| --- | --- | --- |
${rows.join("\n")}

${guide}
`;
}

const anchor = (words: string) => words.toLowerCase();
const anchorOf = (route: Route) => anchor(route.operationId);

function routesOf({ paths, webhooks = {} }: Document): Route[] {
	return [...Object.entries(paths), ...Object.entries(webhooks)].flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({
			...(operation as Operation & { tags: string[] }),
			method: method.toUpperCase(),
			path,
		})),
	);
}

/** The page that each named shape stands on. */
function homesOf({ components }: Document, tags: { name: string }[], routes: Route[]): Map<string, string> {
	const homes = new Map<string, string>();
	for (const { name: tag } of tags) {
		const waiting = routes.filter((route) => route.tags[0] === tag).flatMap(shapesOf);
		for (let shape = waiting.shift(); shape !== undefined; shape = waiting.shift()) {
			const schema = components.schemas[shape];
			if (homes.has(shape) || !schema) continue;
			homes.set(shape, pageOfTag(tag));
			waiting.push(...namedIn(schema));
		}
	}
	// Refusals are told in one place, and what only a message carries in none.
	for (const shape of Object.keys(components.schemas))
		if (!homes.has(shape)) homes.set(shape, pageOfTag(tags.at(-1)?.name ?? ""));
	return homes;
}

function shapesOf({ parameters = [], requestBody, responses }: Route): string[] {
	const bodies = [
		requestBody?.content ?? {},
		...Object.values(responses).map(({ content }) => content ?? {}),
	];
	const media = bodies.flatMap((content) => Object.values(content));
	return [...parameters, ...media].flatMap(({ schema }) => (schema ? namedIn(schema) : []));
}

function operationText(route: Route, document: Document, link: LinkShape): string {
	const { summary = "", description = "", parameters = [], requestBody, responses } = route;
	const open = (route.security ?? []).length === 0;
	const taken = parameters.map(
		({ name, in: where, schema, description: words = "" }) =>
			`| \`${name}\` | ${where} | ${cell(typeOf(schema, link))} | ${cell(words)} |`,
	);
	return [
		`## ${route.operationId}`,
		`${summary}.`,
		`\`\`\`http\n${route.method} ${route.path}\n\`\`\``,
		description,
		open ? "No credentials are asked for." : "",
		taken.length === 0
			? ""
			: `| parameter | in | takes | what it is |\n| --- | --- | --- | --- |\n${taken.join("\n")}`,
		...Object.entries(requestBody?.content ?? {}).map(([type, media]) =>
			bodyText(`Body, \`${type}\``, media, document, link),
		),
		answersText(responses, document, link),
	]
		.filter((part) => part !== "" && part !== ".")
		.join("\n\n")
		.concat("\n");
}

function bodyText(what: string, media: Media, document: Document, link: LinkShape): string {
	const { schema } = media;
	const shown = schema === undefined ? "" : `${what}: ${typeOf(schema, link)}`;
	const fields = schema === undefined || refName(schema) !== null ? "" : fieldTable(schema, link);
	const example = exampleOf(media, document);
	const text = example === undefined ? "" : `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``;
	return [shown, fields, text].filter((part) => part !== "").join("\n\n");
}

function exampleOf({ example, examples }: Media, { components }: Document): unknown {
	if (example !== undefined) return example;
	const [first] = Object.values(examples ?? {});
	const name = typeof first?.$ref === "string" ? first.$ref.split("/").at(-1) : undefined;
	const named = name === undefined ? first : components.examples?.[name];
	return named?.value;
}

/** What it answers when it goes well, each with its body, and the refusals in one line. */
function answersText(responses: Route["responses"], document: Document, link: LinkShape): string {
	const told = Object.entries(responses).map(([status, reply]): [string, Reply] => [
		status,
		resolved(reply, document),
	]);
	const good = told.filter(([status]) => Number(status) < 400);
	const refused = told.filter(([status]) => Number(status) >= 400).map(([status]) => status);
	const answers = good.map(([status, { description = "", content = {} }]) => {
		const bodies = Object.entries(content).map(([type, media]) =>
			bodyText(`\`${type}\``, media, document, link),
		);
		return [`**${status}** ${description}`, ...bodies].filter((part) => part !== "").join("\n\n");
	});
	const why = refused.map((status) => `\`${status}\``).join(", ");
	const refusals =
		refused.length === 0 ? [] : [`Refusals: ${why}; see [error codes](/docs/reference/errors).`];
	return [...answers, ...refusals].join("\n\n");
}

function resolved(reply: Reply, { components }: Document): Reply {
	const name = refName(reply as { $ref?: string });
	return (name === null ? undefined : components.responses?.[name]) ?? reply;
}

function shapeText(name: string, { components }: Document, link: LinkShape): string {
	const schema = components.schemas[name] ?? {};
	const fields = fieldTable(schema, link);
	const what = fields === "" ? `Takes: ${typeOf(schema, link)}` : fields;
	return `### ${name}\n\n${schema.description ? `${schema.description}.\n\n` : ""}${what}\n`;
}
