import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "../../http/app.ts";
import { refusals } from "../../http/responses.ts";

const docs = createRoute({
	method: "get",
	path: "/docs",
	operationId: "getReference",
	tags: ["meta"],
	summary: "The reference for people to read",
	responses: {
		200: { description: "A page", content: { "text/html": { schema: z.string() } } },
		...refusals(400),
	},
});

/**
 * The reference page: the OpenAPI document, readable. It is made here from the document itself and loads
 * nothing from elsewhere, so it works offline and under a strict content policy.
 */
export function registerReference(app: App): void {
	app.openapi(docs, (c) =>
		c.html(PAGE, 200, {
			"content-security-policy":
				"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
		}),
	);
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Darkroom API</title>
<style>
	:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
	body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
	h1 { margin-bottom: 0; } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
	details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem; }
	summary { cursor: pointer; } code, pre { font: 13px/1.5 ui-monospace, monospace; }
	pre { background: var(--soft); padding: .6rem; overflow: auto; border-radius: 6px; }
	.method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
</style>
<h1>Darkroom API</h1>
<p>The machine-readable document is at <a href="/openapi.json">/openapi.json</a>.</p>
<main id="main">Loading…</main>
<script>
const el = (tag, text, ...children) => {
	const node = document.createElement(tag);
	if (text) node.textContent = text;
	node.append(...children);
	return node;
};
const schemaName = (schema) => schema?.$ref?.split("/").pop() ?? null;
const block = (title, schema) => {
	const name = schemaName(schema);
	return name ? el("p", "", title + ": ", Object.assign(el("a", name), { href: "#" + name }))
		: el("div", "", el("p", title), el("pre", JSON.stringify(schema, null, 2)));
};
fetch("/openapi.json").then((r) => r.json()).then((doc) => {
	const main = document.getElementById("main");
	main.textContent = "";
	const groups = {};
	for (const [path, methods] of Object.entries(doc.paths))
		for (const [method, op] of Object.entries(methods))
			(groups[op.tags?.[0] ?? "other"] ??= []).push({ path, method, op });
	for (const [tag, list] of Object.entries(groups)) {
		main.append(el("h2", tag));
		for (const { path, method, op } of list) {
			const head = el("summary", "", Object.assign(el("span", method.toUpperCase()), { className: "method" }), el("code", path), " " + op.summary);
			const body = el("div", "", el("p", op.description ?? ""));
			for (const p of op.parameters ?? []) body.append(el("p", p.in + " " + p.name + (p.required ? " (required)" : "") + ": " + JSON.stringify(p.schema)));
			for (const [type, media] of Object.entries(op.requestBody?.content ?? {})) body.append(block("Body, " + type, media.schema));
			for (const [status, r] of Object.entries(op.responses)) {
				const media = Object.entries(r.content ?? {})[0];
				body.append(media ? block(status + " " + r.description + ", " + media[0], media[1].schema) : el("p", status + " " + r.description));
			}
			main.append(el("details", "", head, body));
		}
	}
	main.append(el("h2", "schemas"));
	for (const [name, schema] of Object.entries(doc.components.schemas)) {
		const box = el("details", "", el("summary", name), el("pre", JSON.stringify(schema, null, 2)));
		box.id = name;
		main.append(box);
	}
	const open = () => { const target = document.getElementById(location.hash.slice(1)); if (target) target.open = true; };
	addEventListener("hashchange", open); open();
});
</script>
</html>`;
