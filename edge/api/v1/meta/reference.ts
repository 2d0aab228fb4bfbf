import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "../../../http/app.ts";
import { refusals } from "../../../http/responses.ts";

const docs = createRoute({
	method: "get",
	path: "/reference",
	operationId: "getReference",
	tags: ["meta"],
	summary: "The reference as a page with forms to try it",
	responses: {
		200: { description: "A page", content: { "text/html": { schema: z.string() } } },
		...refusals(400),
	},
});

/**
 * The reference page: Scalar, which reads the OpenAPI document. Its program is a static asset of this Worker
 * (`deploy/reference-assets.ts`), and the content policy lets the page speak to nobody but this server.
 */
export function registerReference(app: App): void {
	app.openapi(docs, (c) => {
		const nonce = crypto.randomUUID();
		return c.html(page(nonce), 200, {
			"content-security-policy": [
				"default-src 'none'",
				`script-src 'self' 'nonce-${nonce}'`,
				"style-src 'self' 'unsafe-inline'",
				"img-src 'self' data: blob:",
				"font-src 'self' data:",
				"connect-src 'self'",
				"base-uri 'none'",
				"form-action 'none'",
			].join("; "),
		});
	});
}

/** Nothing that would ask another host: no fonts, no proxy, no assistant, no telemetry. */
const SETTINGS = {
	url: "/openapi.json",
	withDefaultFonts: false,
	telemetry: false,
	hideClientButton: true,
	showDeveloperTools: "never",
	agent: { disabled: true },
	mcp: { disabled: true },
	defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
	documentDownloadType: "json",
};

const page = (nonce: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Darkroom API</title>
<link rel="icon" href="data:,">
<body>
<div id="app"></div>
<noscript>The document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/reference/scalar.js"></script>
<script nonce="${nonce}">Scalar.createApiReference("#app", ${JSON.stringify(SETTINGS)});</script>
</body>
</html>`;
