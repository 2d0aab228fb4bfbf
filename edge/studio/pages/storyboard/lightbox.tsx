import { Dialog } from "@base-ui/react/dialog";
import type { KeyboardEvent } from "react";
import type { ShotResource } from "../../../contract/projects/projects.ts";
import { buttonClasses, IconButton } from "../../ui/button/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { shell } from "../../words/shell.ts";
import { pictureOf } from "../shot-picture.ts";
import { stepped } from "./stepped.ts";
import { words } from "./words.ts";

interface Props {
	shots: readonly ShotResource[];
	/** Which of them is shown; one that is not there: none. */
	at: number;
	onMove(at: number): void;
	onClose(): void;
}

/** One picture after the other as large as the window: arrows, Home and End step through, Escape closes. */
export function Lightbox({ shots, at, onMove, onClose }: Props) {
	const say = words.use();
	const common = shell.use();
	const shot = shots[at];
	const press = (event: KeyboardEvent) => {
		const to = stepped(event.key, at, shots.length, document.documentElement.dir === "rtl");
		if (to === null) return;
		event.preventDefault();
		if (to !== at) onMove(to);
	};
	const src = shot && pictureOf(shot);
	return (
		<Dialog.Root open={shot !== undefined} onOpenChange={(open) => !open && onClose()}>
			<Dialog.Portal>
				<Dialog.Backdrop className="fixed inset-0 z-40 bg-black/80" />
				<Dialog.Popup
					onKeyDown={press}
					data-lightbox
					className="fixed inset-0 z-50 flex flex-col bg-paper p-3 outline-none sm:p-6"
				>
					{shot && (
						<>
							<div className="flex items-center gap-3">
								<Dialog.Title className="font-semibold">{say("shot", { n: at + 1 })}</Dialog.Title>
								<span className="figures flex-1 text-sm text-muted">
									{say("place", { n: at + 1, all: shots.length })}
								</span>
								{src && (
									<a href={src} download={`${at + 1}.png`} className={buttonClasses("quiet")}>
										<Icon name="download" className="size-4.5" />
										<span className="max-sm:sr-only">{say("download")}</span>
									</a>
								)}
								<Dialog.Close render={<IconButton label={common("close")} icon="close" />} />
							</div>
							<div className="flex min-h-0 flex-1 items-center gap-2 py-3">
								<IconButton
									icon="back"
									label={say("previous")}
									disabled={at === 0}
									className="shrink-0 disabled:opacity-30"
									onClick={() => onMove(at - 1)}
								/>
								<div className="grid h-full min-w-0 flex-1 place-items-center">
									{src ? (
										<img
											key={src}
											src={src}
											alt={shot.sentence}
											className="max-h-full max-w-full rounded-lg object-contain"
										/>
									) : (
										<Icon name="gallery" className="size-10 text-muted" />
									)}
								</div>
								<IconButton
									icon="next"
									label={say("next")}
									disabled={at === shots.length - 1}
									className="shrink-0 disabled:opacity-30"
									onClick={() => onMove(at + 1)}
								/>
							</div>
							<div
								className="mx-auto max-h-40 w-full max-w-3xl overflow-y-auto text-center"
								aria-live="polite"
							>
								<p dir="auto" className="text-lg font-medium text-balance">
									{shot.sentence}
								</p>
								{shot.image_prompt !== null && shot.image_prompt !== shot.sentence && (
									<p dir="auto" className="text-sm text-muted">
										{shot.image_prompt}
									</p>
								)}
							</div>
						</>
					)}
				</Dialog.Popup>
			</Dialog.Portal>
		</Dialog.Root>
	);
}
