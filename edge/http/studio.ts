import { ApiError } from "../problem.ts";
import type { App } from "./app-types.ts";
import { onlyRead, servePage } from "./pages.ts";

/** The studio's page at every address below /studio, and its files. It is no part of the API. */
export function registerStudio(app: App): void {
	app.all("/studio", (c) => c.redirect("/studio/", 308));
	app.all("/studio/*", async (c) => {
		onlyRead(c);
		const { path } = c.req;
		const isFile = /\.\w+$/.test(path);
		// The address of a page of the studio is the browser's to read: the server has one page for all of them.
		const answer = await servePage(c, isFile ? path : "/studio/");
		if (answer) return answer;
		if (isFile) throw new ApiError("not_found", `there is no file ${path}`);
		throw new ApiError("unavailable", "the studio was not built: `npm start` and `npm run deploy` do it");
	});
}
