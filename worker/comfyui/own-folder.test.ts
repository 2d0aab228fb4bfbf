import { expect, test } from "vitest";
import { withoutOwnFolders } from "./own-folder.ts";

test.each([
	[["darkroom", "darkroom/t/1", "mine"], ["mine"]],
	[
		["a", "darkroom/t/1", "darkroom", "z"],
		["a", "z"],
	],
	[["a", "darkroom"], ["a"]],
	[["darkroom"], []],
	[
		["darkrooms", "my darkroom", "a/darkroom"],
		["darkrooms", "my darkroom", "a/darkroom"],
	],
])("%j is read as %j", (listed, kept) => {
	const info = (folders: string[]) => ({
		Folder: { input: { required: { folder: [folders, { tooltip: 'in "darkroom" or elsewhere' }] } } },
	});
	for (const spaces of [undefined, 1])
		expect(JSON.parse(withoutOwnFolders(JSON.stringify(info(listed), null, spaces)))).toEqual(info(kept));
});
