import { useMutation, useQueryClient } from "@tanstack/react-query";
import { uploadPicture } from "../../api/assets.ts";
import { addArchive, addItems } from "../../api/datasets.ts";
import { FileDrop } from "../../ui/file-drop.tsx";
import { datasetChanged } from "./queries.ts";
import { words } from "./words.ts";

/** Takes a picture, or an archive of many with their captions. */
export function AddPictures({ name }: { name: string }) {
	const say = words.use();
	const queries = useQueryClient();
	const add = useMutation({
		mutationFn: async (file: File) => {
			if (/\.zip$/i.test(file.name)) return addArchive(name, file);
			const { id } = await uploadPicture(file);
			return addItems(name, {
				items: [{ asset: id, caption: null, framing: null, flip_of: null, hashes: null }],
			});
		},
		onSuccess: () => datasetChanged(queries, name),
	});
	return (
		<FileDrop
			title={say("add")}
			text={say("add_text")}
			accept="image/png,image/jpeg,image/webp,.zip"
			choose={say("choose")}
			compact
			error={add.error?.message}
			onFile={add.mutate}
		/>
	);
}
