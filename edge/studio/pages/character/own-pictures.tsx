import { useMutation } from "@tanstack/react-query";
import { type DragEvent, useRef, useState } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import type { MAX_OWN_REFERENCES } from "../../../contract/documents/reference-datasets.ts";
import { uploadPicture } from "../../api/assets.ts";
import { Button, IconButton } from "../../ui/button/button.tsx";
import { classes } from "../../ui/class-names.ts";
import { toast } from "../../ui/feedback/toast.tsx";
import { Picture } from "../../ui/picture/picture.tsx";
import { shell } from "../../words/shell.ts";
import { words } from "./words.ts";

/** As many as the pipeline of references takes: the contract's number, whose file must not come along. */
const MOST: typeof MAX_OWN_REFERENCES = 5;

interface Props {
	pictures: readonly Asset[];
	onChange(pictures: readonly Asset[]): void;
}

/** Up to five pictures that the character is to be like, dropped or chosen; they are uploaded at once. */
export function OwnPictures({ pictures, onChange }: Props) {
	const say = words.use();
	const common = shell.use();
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const upload = useMutation({
		mutationFn: (files: readonly File[]) => Promise.all(files.map(uploadPicture)),
		onSuccess: (added) => onChange([...pictures, ...added].slice(0, MOST)),
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const take = (files: FileList | null) => {
		const chosen = [...(files ?? [])];
		const room = MOST - pictures.length;
		if (chosen.length > room) toast({ bad: true, title: say("own_too_many", { most: MOST }) });
		if (room > 0 && chosen.length > 0) upload.mutate(chosen.slice(0, room));
	};
	const drop = (event: DragEvent) => {
		event.preventDefault();
		setOver(false);
		take(event.dataTransfer.files);
	};
	return (
		<fieldset
			className="min-w-0"
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={drop}
		>
			<legend className="mb-1.5 font-medium">{say("own")}</legend>
			<div
				className={classes(
					"flex flex-wrap items-center gap-3 rounded-xl border border-dashed p-4 transition",
					over ? "border-accent bg-glow" : "border-edge",
				)}
			>
				{pictures.map((picture, i) => (
					<div key={picture.id} className="relative size-20">
						<Picture src={picture.url} alt="" />
						<IconButton
							icon="close"
							label={say("own_remove", { n: i + 1 })}
							onClick={() => onChange(pictures.filter(({ id }) => id !== picture.id))}
							className="absolute -end-2 -top-2 size-7! rounded-full! border border-line bg-sheet"
						/>
					</div>
				))}
				<Button
					icon="upload"
					busy={upload.isPending}
					disabled={pictures.length >= MOST}
					onClick={() => input.current?.click()}
				>
					{say("own_add")}
				</Button>
				<p className="text-sm text-muted">{say("own_hint", { most: MOST })}</p>
				<input
					ref={input}
					type="file"
					multiple
					accept="image/png,image/jpeg,image/webp"
					hidden
					onChange={(event) => {
						take(event.target.files);
						event.target.value = "";
					}}
				/>
			</div>
		</fieldset>
	);
}
