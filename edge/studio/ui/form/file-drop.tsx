import { type DragEvent, useCallback, useEffect, useRef, useState } from "react";
import { Button } from "../button/button.tsx";
import { classes } from "../class-names.ts";
import { Icon } from "../icon.tsx";

interface Props {
	title: string;
	/** Which files it takes, in words, and as the browser's dialog wants it (`image/png,.json`). */
	text: string;
	accept: string;
	/** What the button says that opens the dialog. */
	choose: string;
	/** A file is there already: it takes little room. */
	compact?: boolean;
	/** What was wrong with the last file. */
	error?: string | undefined;
	/** Whether it takes several at once. */
	many?: boolean;
	/** `others`: what came with it; none where it takes one. */
	onFile(file: File, others: readonly File[]): void;
}

/** Takes a file, or several: dropped, pasted, or chosen in the browser's own dialog. */
export function FileDrop({
	title,
	text,
	accept,
	choose,
	compact = false,
	error,
	many = false,
	onFile,
}: Props) {
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const take = useCallback(
		(files: FileList | null | undefined) => {
			const [file, ...others] = files ?? [];
			if (file) onFile(file, many ? others : []);
		},
		[many, onFile],
	);
	useEffect(() => {
		const paste = (event: ClipboardEvent) => take(event.clipboardData?.files);
		window.addEventListener("paste", paste);
		return () => window.removeEventListener("paste", paste);
	}, [take]);
	const drop = (event: DragEvent) => {
		event.preventDefault();
		setOver(false);
		take(event.dataTransfer.files);
	};
	return (
		<section
			aria-label={title}
			onDragOver={(event) => {
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={drop}
			className={classes(
				"rounded-2xl border-2 border-dashed px-6 transition",
				compact
					? "flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4"
					: "flex flex-col items-center py-14 text-center",
				over ? "border-accent bg-glow" : "border-line bg-sheet",
			)}
		>
			{!compact && (
				<div className="mb-4 grid size-14 place-items-center rounded-full bg-glow text-accent">
					<Icon name="upload" className="size-6" />
				</div>
			)}
			<p className="min-w-0 text-lg font-semibold [overflow-wrap:anywhere]">{title}</p>
			{!compact && <p className="mt-1 max-w-md text-pretty text-muted">{text}</p>}
			<input
				ref={input}
				type="file"
				accept={accept}
				multiple={many}
				aria-label={choose}
				className="hidden"
				onChange={(event) => {
					take(event.target.files);
					// The same file can be chosen again once it was changed.
					event.target.value = "";
				}}
			/>
			<Button
				look={compact ? "plain" : "primary"}
				className={compact ? "" : "mt-5"}
				onClick={() => input.current?.click()}
			>
				{choose}
			</Button>
			<p
				role="alert"
				className={classes(
					"max-w-md font-medium text-pretty text-bad empty:hidden",
					compact ? "w-full" : "mt-4",
				)}
			>
				{error}
			</p>
		</section>
	);
}
