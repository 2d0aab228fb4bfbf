import { doorbellMessageSchema } from "../../contract/sockets.ts";
import type { App } from "../app.ts";
import { complete } from "./complete.ts";
import { GUIDE } from "./guide.ts";
import type { Document } from "./schema.ts";

/** The OpenAPI document of everything that is registered by now. */
export function openApiDocument(app: App, version: string): Document {
	const { openAPIRegistry: registry } = app;
	registry.registerComponent("securitySchemes", "bearer", {
		type: "http",
		scheme: "bearer",
		description:
			"An API key, a client token, a worker token, the grant of an attempt, or the operator's key: each operation says which",
	});
	registry.registerComponent("securitySchemes", "signed_url", {
		type: "apiKey",
		in: "query",
		name: "ticket",
		description: "The ticket of a signed URL",
	});
	registry.register("DoorbellMessage", doorbellMessageSchema);
	const made = app.getOpenAPI31Document({
		openapi: "3.1.0",
		info: {
			title: "Darkroom",
			version,
			description: GUIDE,
			contact: { name: "Whoever runs this deployment" },
			license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
		},
	});
	// Its parts are shared between operations; here each has its own.
	return complete(JSON.parse(JSON.stringify(made)) as Document);
}
