import { type AskRow, image, post, recent, upload } from "./rows.ts";

/** Guards, methods, and what the web page asks. */
export function pageRows(tag: string): AskRow[] {
	return [
		...["http://127.0.0.1:1", "http://localhost:1", "http://evil.example"].map(
			(origin): AskRow => ({
				title: `a page of ${origin} is refused`,
				ask: { path: "/prompt", headers: { origin } },
				answer: { status: 403 },
			}),
		),
		{
			title: "a page without an origin is not",
			ask: { path: "/prompt", headers: { origin: "null" } },
			answer: { status: 200 },
		},
		{
			title: "OPTIONS is answered by anything",
			ask: { method: "OPTIONS", path: "/prompt" },
			answer: { status: 200, body: "" },
		},
		...[
			post("/queue", "{}"),
			post("/interrupt", ""),
			post("/free", "{}"),
			{ method: "OPTIONS", path: "/prompt" },
			{ path: "/view?filename=" },
			{ path: "/prompt", headers: { origin: "http://evil.example" } },
		].map(
			(ask, i): AskRow => ({
				title: `an answer without a body has no type (${i}: ${ask.method ?? "GET"} ${ask.path})`,
				ask,
				answer: {
					status: [200, 200, 200, 200, 400, 403][i] ?? 0,
					headers: { "content-type": null, "content-length": "0" },
				},
			}),
		),
		{
			title: "a wrong method says which are right",
			ask: { method: "DELETE", path: "/prompt" },
			answer: { status: 405, headers: { allow: "GET,HEAD,POST" } },
		},
		{
			title: "also where there is nothing",
			ask: { method: "PUT", path: "/nothing" },
			answer: { status: 405, headers: { allow: "GET,HEAD" } },
		},
		{ title: "a path that begins with two slashes", ask: { path: "//prompt" }, answer: { status: 404 } },
		{ title: "/ws without an upgrade is refused", ask: { path: "/ws" }, answer: { status: 400 } },
		{ title: "the page has a name", ask: { path: "/index.html" }, answer: { status: 200 } },
		{
			title: "a setting is kept",
			before: [post(`/settings/${tag}.one`, "[1]"), post("/settings", `{"${tag}.two": "2"}`)],
			ask: { path: "/settings" },
			answer: { status: 200, body: { [`${tag}.one`]: [1], [`${tag}.two`]: "2" } },
		},
		{
			title: "a setting that nobody made is null",
			ask: { path: `/settings/${tag}.none` },
			answer: { status: 200, body: null },
		},
		{
			title: "a user has a name of their own",
			ask: post("/users", '{"username": "default"}'),
			answer: { status: 400, body: { error: "Duplicate username." } },
		},
		{
			title: "folders of models are told",
			ask: { path: "/internal/folder_paths" },
			answer: { status: 200, body: /"checkpoints": \["[^"]*\/models\/checkpoints"/ },
		},
		{
			title: "files of a folder are told, the newest first",
			before: [upload([image(`${tag}-newest.png`)])],
			ask: { path: "/internal/files/input" },
			answer: { status: 200, body: new RegExp(`^\\["${tag}-newest\\.png`) },
		},
		{
			title: "files of other folders are not",
			ask: { path: "/internal/files/models" },
			answer: { status: 400 },
		},
		{
			title: "routes of the page itself are not below /api",
			ask: { path: "/api/internal/logs" },
			answer: { status: 404 },
		},
		{ title: "templates are told", ask: { path: "/workflow_templates" }, answer: { status: 200 } },
		{
			...recent,
			title: "replacements of nodes are told",
			ask: { path: "/node_replacements" },
			answer: { status: 200 },
		},
		{ ...recent, title: "subgraphs are told", ask: { path: "/global_subgraphs" }, answer: { status: 200 } },
		{ ...recent, title: "assets are off", ask: { path: "/api/assets" }, answer: { status: 503 } },
		{
			title: "userdata is moved",
			before: [post(`/userdata/${tag}%2Fa.json`, "{}")],
			ask: { method: "POST", path: `/userdata/${tag}%2Fa.json/move/${tag}%2Fb%2Fc.json` },
			answer: { status: 200, body: `${tag}/b/c.json` },
		},
		{
			title: "userdata is listed in parts",
			before: [post(`/userdata/${tag}d%2Fb%2Fc.json`, "{}")],
			ask: { path: `/userdata?dir=${tag}d&recurse=true&split=true` },
			answer: { status: 200, body: [["b/c.json", "b", "c.json"]] },
		},
		{
			title: "userdata is listed as a tree",
			before: [post(`/userdata/${tag}e%2Fb%2Fc.json`, "{}")],
			ask: { path: `/v2/userdata?path=${tag}e` },
			answer: {
				status: 200,
				body: [
					{ name: "b", path: `${tag}e/b`, type: "directory" },
					{ name: "c.json", path: `${tag}e/b/c.json`, type: "file", size: 2 },
				],
			},
		},
	];
}
