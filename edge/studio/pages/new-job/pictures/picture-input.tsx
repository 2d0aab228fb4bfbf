import { useMutation } from "@tanstack/react-query";
import { type ClipboardEvent, type DragEvent, useId, useRef, useState } from "react";
import { Button } from "../../../ui/button/button.tsx";
import { classes } from "../../../ui/class-names.ts";
import { FieldError } from "../../../ui/form/field-error.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { uploadFile } from "../data/calls.ts";
import { words } from "../words.ts";
import { CameraDialog } from "./camera-dialog.tsx";
import { GalleryDialog } from "./gallery-dialog.tsx";
import { Uploaded } from "./uploaded.tsx";

interface Props {
	label: string;
	/** `image`, `mask`, `video` or `audio`. */
	of: string;
	most: number;
	/** Ids of assets. */
	value: readonly string[];
	invalid: boolean;
	onChange(value: readonly string[]): void;
}

const ACCEPTED: Readonly<Record<string, string>> = {
	image: "image/png,image/jpeg,image/webp",
	mask: "image/png,image/jpeg,image/webp",
	video: "video/*",
	audio: "audio/*",
};

/** Files for a parameter: dropped, pasted, chosen, taken by the camera, or from what the account has. */
export function PictureInput({ label, of, most, value, invalid, onChange }: Props) {
	const say = words.use();
	const id = useId();
	const file = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const [open, setOpen] = useState<"camera" | "gallery" | null>(null);
	const pictures = of === "image" || of === "mask";
	const add = (ids: readonly string[]) => onChange([...new Set([...value, ...ids])].slice(-most));
	const upload = useMutation({
		mutationFn: async (files: readonly File[]) => {
			const made = [];
			for (const one of files.slice(0, most)) made.push((await uploadFile(one, one.name)).id);
			return made;
		},
		onSuccess: add,
	});
	const take = (files: FileList | null | undefined): boolean => {
		if (!files || files.length === 0) return false;
		upload.mutate([...files]);
		return true;
	};
	const drop = (event: DragEvent) => {
		event.preventDefault();
		setOver(false);
		take(event.dataTransfer.files);
	};
	const paste = (event: ClipboardEvent) => {
		if (take(event.clipboardData.files)) event.preventDefault();
	};
	return (
		<fieldset
			aria-describedby={`${id}-error`}
			onPaste={paste}
			onDrop={drop}
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
		>
			<legend className="mb-1.5 font-medium">{label}</legend>
			{value.length > 0 && (
				<ul className="mb-3 grid grid-cols-3 gap-3 sm:grid-cols-5">
					{value.map((one, i) => (
						<li key={one}>
							<Uploaded
								id={one}
								alt={say("file_n", { name: label, n: i + 1 })}
								onRemove={() => onChange(value.filter((other) => other !== one))}
							/>
						</li>
					))}
				</ul>
			)}
			<div
				className={classes(
					"flex flex-wrap items-center gap-3 rounded-xl border-2 border-dashed p-4 transition",
					over ? "border-accent bg-glow" : invalid ? "border-bad" : "border-line",
				)}
			>
				<Icon name="upload" className="size-6 text-muted" />
				<p className="min-w-40 flex-1 text-sm text-muted">
					{upload.isPending ? say("uploading") : pictures ? say("drop_here") : say("drop_file_here")}
				</p>
				<div className="flex flex-wrap gap-2">
					<Button
						busy={upload.isPending}
						aria-invalid={invalid || undefined}
						onClick={() => file.current?.click()}
					>
						{say("choose_file")}
					</Button>
					<Button icon="gallery" onClick={() => setOpen("gallery")}>
						{say("from_gallery")}
					</Button>
					{pictures && (
						<Button icon="camera" onClick={() => setOpen("camera")}>
							{say("camera")}
						</Button>
					)}
				</div>
				<input
					ref={file}
					type="file"
					tabIndex={-1}
					aria-label={label}
					className="sr-only"
					accept={ACCEPTED[of]}
					multiple={most > 1}
					onChange={(event) => {
						take(event.target.files);
						event.target.value = "";
					}}
				/>
			</div>
			<FieldError id={`${id}-error`} error={upload.error?.message} />
			{open === "camera" && (
				<CameraDialog onClose={() => setOpen(null)} onPicture={(picture) => upload.mutate([picture])} />
			)}
			{open === "gallery" && (
				<GalleryDialog
					kind={pictures ? "image" : of}
					most={most}
					onClose={() => setOpen(null)}
					onChoose={add}
				/>
			)}
		</fieldset>
	);
}
