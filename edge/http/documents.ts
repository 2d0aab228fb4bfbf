import { ApiError } from "../problem.ts";
import type { App } from "./app-types.ts";
import { onlyRead, servePage } from "./pages.ts";

/** The documents, made by `docs/site/build.ts`, at the addresses below /docs. They are no part of the API. */
export function registerDocuments(app: App): void {
	app.all("/docs", (c) => c.redirect("/docs/", 308));
	app.all("/docs/*", async (c) => {
		onlyRead(c);
		const answer = await servePage(c, c.req.path);
		if (answer) return answer;
		if (c.req.path === "/docs/")
			throw new ApiError(
				"unavailable",
				"the documents were not built: `npm start` and `npm run deploy` do it",
			);
		throw new ApiError("not_found", `there is no page ${c.req.path}; /docs has a list and a search`);
	});
}
