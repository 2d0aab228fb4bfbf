import { type AskRow, field, image, OTHER_SIZE, PNG, post, recent, upload } from "./rows.ts";

/** Uploads, masks and downloads. */
export function fileRows(tag: string): AskRow[] {
	const mask = (name: string, reference: object, value = PNG) =>
		upload(
			[image(`${tag}-${name}.png`, value), field("original_ref", JSON.stringify(reference))],
			"/upload/mask",
		);
	const text = (name: string, value = "<p>") => upload([image(`${tag}.${name}`, Buffer.from(value))]);
	const view = (name: string, more = "") => ({ path: `/view?filename=${tag}.${name}&type=input${more}` });
	return [
		{
			title: "an upload keeps a name beyond ASCII",
			ask: upload([image(`${tag} ü ö 世.png`)]),
			answer: { status: 200, body: { name: `${tag} ü ö 世.png`, subfolder: "", type: "input" } },
		},
		{
			title: "which is found under that name",
			ask: { path: `/view?type=input&filename=${encodeURIComponent(`${tag} ü ö 世.png`)}` },
			answer: { status: 200, headers: { "content-type": "image/png" } },
		},
		{
			title: "an upload whose name has a folder keeps it, where the folder is there",
			before: [upload([image("a.png"), field("subfolder", tag)])],
			ask: upload([image(`${tag}/b.png`)]),
			answer: { status: 200, body: { name: `${tag}/b.png`, subfolder: "" } },
		},
		{
			title: "and is trouble where it is not",
			ask: upload([image(`${tag}-none/b.png`)]),
			answer: { status: 500 },
		},
		{
			title: "of two images the first counts",
			ask: upload([image(`${tag}-first.png`), image(`${tag}-second.png`)]),
			answer: { status: 200, body: { name: `${tag}-first.png` } },
		},
		{ title: "an image without a name is trouble", ask: upload([image("")]), answer: { status: 500 } },
		{
			title: "an image that is a text is trouble",
			ask: upload([field("image", "text")]),
			answer: { status: 500 },
		},
		{ title: "a form without an image is refused", ask: upload([field("x", "y")]), answer: { status: 400 } },
		{
			title: "JSON is a form without an image",
			ask: post("/upload/image", '{"image": "x"}'),
			answer: { status: 400 },
		},
		{
			title: "a picture of any type is offered by LoadImage",
			before: [text("svg", "<svg/>")],
			ask: { path: "/object_info/LoadImage" },
			answer: { status: 200, body: new RegExp(`"${tag}\\.svg"`) },
		},

		{
			title: "a mask of another size is trouble",
			before: [upload([image(`${tag}-original.png`)])],
			ask: mask("size", { filename: `${tag}-original.png`, type: "input" }, OTHER_SIZE),
			answer: { status: 500 },
		},
		...[{ filename: "none.png" }, { filename: "../x.png" }, { filename: "x.png", type: "models" }].map(
			(reference, i): AskRow => ({
				title: `a mask of ${JSON.stringify(reference)} is answered as if it were saved`,
				ask: mask(`missing${i}`, reference),
				answer: { status: 200, body: { name: `${tag}-missing${i}.png`, type: "input" } },
			}),
		),
		{
			title: "but is not",
			before: [mask("missing", { filename: "none.png" })],
			ask: { path: `/view?filename=${tag}-missing.png&type=input` },
			answer: { status: 404 },
		},
		{
			title: "a mask of nothing is trouble",
			ask: upload([image(`${tag}-mask.png`)], "/upload/mask"),
			answer: { status: 500 },
		},

		...["html", "svg", "js", "css"].map(
			(name): AskRow => ({
				...recent,
				title: `/view has .${name} saved, and cached by nobody`,
				before: [text(name)],
				ask: view(name),
				answer: {
					status: 200,
					headers: {
						"content-type": "application/octet-stream",
						"content-disposition": `attachment; filename="${tag}.${name}"`,
						"cache-control": /no-store/,
					},
				},
			}),
		),
		{
			title: "/view of a picture is no attachment, and may be cached",
			before: [upload([image(`${tag}.png`)])],
			ask: view("png"),
			answer: {
				status: 200,
				headers: {
					"content-disposition": `filename="${tag}.png"`,
					"cache-control": null,
					etag: /"/,
					"last-modified": /GMT$/,
				},
			},
		},
		{
			title: "/view of what has not changed since is 304",
			before: [upload([image(`${tag}.png`)])],
			ask: { ...view("png"), headers: { "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT" } },
			answer: { status: 304 },
		},
		...["&preview=webp", "&channel=rgb", "&channel=a"].map(
			(more): AskRow => ({
				title: `/view${more} says the name of the file`,
				before: [upload([image(`${tag}.png`)])],
				ask: view("png", more),
				answer: { status: 200, headers: { "content-disposition": `filename="${tag}.png"` } },
			}),
		),
		{ title: "/view of an empty name is refused", ask: { path: "/view?filename=" }, answer: { status: 400 } },
		{ title: "/view without a name finds nothing", ask: { path: "/view" }, answer: { status: 404 } },
		{
			title: "/view cuts a fixed number of letters off a name that says where it lies",
			before: [upload([image(`${tag}.png`)])],
			ask: { path: `/view?filename=${tag}.pngx[input]` },
			answer: { status: 200, headers: { "content-type": "image/png" } },
		},
	];
}
