import { type ReactNode, useEffect, useRef, useState } from "react";
import { handFile } from "../../app/routing/handed-file.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { Button } from "../../ui/button/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ownFileOf } from "./open-picture.ts";
import { words } from "./words.ts";

/**
 * Opens what made a picture that is dropped anywhere on the page: its own page here, or, of a stranger's picture, the
 * workflow that is written in it.
 */
export function useDroppedPicture(): { button: ReactNode; overlay: ReactNode } {
	const say = words.use();
	const { go } = useRouter();
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const [reading, setReading] = useState(false);
	const open = useRef(async (_: File | undefined) => {});
	open.current = async (file) => {
		if (!file) return;
		setReading(true);
		const own = await ownFileOf(file).catch(() => null);
		setReading(false);
		if (own !== null) return go(`/gallery/${own}`);
		handFile(file);
		go("/workflows/import");
	};
	useEffect(() => {
		const hasFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
		const hover = (event: DragEvent) => {
			if (!hasFile(event)) return;
			event.preventDefault();
			setOver(true);
		};
		const leave = (event: DragEvent) => {
			if (event.relatedTarget === null) setOver(false);
		};
		const drop = (event: DragEvent) => {
			if (!hasFile(event)) return;
			event.preventDefault();
			setOver(false);
			void open.current(event.dataTransfer?.files[0]);
		};
		window.addEventListener("dragover", hover);
		window.addEventListener("dragleave", leave);
		window.addEventListener("drop", drop);
		return () => {
			window.removeEventListener("dragover", hover);
			window.removeEventListener("dragleave", leave);
			window.removeEventListener("drop", drop);
		};
	}, []);
	return {
		button: (
			<>
				<input
					ref={input}
					type="file"
					accept="image/*,.json"
					aria-label={say("open_picture")}
					className="hidden"
					onChange={(event) => {
						void open.current(event.target.files?.[0]);
						event.target.value = "";
					}}
				/>
				<Button icon="flow" busy={reading} onClick={() => input.current?.click()}>
					{say("open_picture")}
				</Button>
			</>
		),
		overlay: over && (
			<div className="pointer-events-none fixed inset-4 z-50 grid place-items-center rounded-3xl border-2 border-dashed border-accent bg-paper/90">
				<div className="text-center">
					<Icon name="flow" className="mx-auto mb-4 size-10 text-accent" />
					<p className="text-xl font-semibold">{say("drop_title")}</p>
					<p className="mt-1 text-muted">{say("drop_text")}</p>
				</div>
			</div>
		),
	};
}
