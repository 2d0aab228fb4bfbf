import { type FormEvent, useState } from "react";
import { Button } from "../../../ui/button/button.tsx";
import { Dialog } from "../../../ui/dialog/dialog.tsx";
import { TextArea } from "../../../ui/form/text-area.tsx";
import { placesOf, type Stage } from "../data/places.ts";
import { words } from "../words.ts";

interface Asked {
	parameters: Record<string, unknown>;
	indexes?: number[];
}

interface Props {
	stage: Stage;
	busy: boolean;
	onRetake(asked: Asked): void;
}

/** Asks for another take: of all places or of some, with other words where somebody writes them. */
export function RetakeButton({ stage, busy, onRetake }: Props) {
	const say = words.use();
	const [open, setOpen] = useState(false);
	const [prompt, setPrompt] = useState("");
	const places = placesOf(stage).map(({ index }) => index);
	const [left, setLeft] = useState<readonly number[]>([]);
	const indexes = places.filter((index) => !left.includes(index));
	const submit = (event: FormEvent) => {
		event.preventDefault();
		setOpen(false);
		onRetake({
			parameters: prompt.trim() === "" ? {} : { prompt: prompt.trim() },
			...(indexes.length === places.length ? {} : { indexes }),
		});
	};
	return (
		<>
			<Button icon="spark" disabled={busy} onClick={() => setOpen(true)}>
				{say("retake")}
			</Button>
			<Dialog open={open} onClose={() => setOpen(false)} title={say("retake")} text={say("retake_text")}>
				<form onSubmit={submit} className="space-y-4">
					{places.length > 1 && (
						<fieldset>
							<legend className="mb-1.5 font-medium">{say("retake_which")}</legend>
							<div className="flex flex-wrap gap-x-5">
								{places.map((index) => (
									<label key={index} className="figures inline-flex min-h-9 items-center gap-2">
										<input
											type="checkbox"
											className="size-4.5 accent-accent"
											checked={!left.includes(index)}
											onChange={({ target }) =>
												setLeft(target.checked ? left.filter((one) => one !== index) : [...left, index])
											}
										/>
										{say("place", { n: index + 1 })}
									</label>
								))}
							</div>
						</fieldset>
					)}
					<TextArea
						label={say("retake_prompt")}
						hint={say("retake_prompt_hint")}
						value={prompt}
						rows={3}
						maxLength={3000}
						onChange={setPrompt}
					/>
					<div className="flex justify-end">
						<Button type="submit" look="primary" disabled={indexes.length === 0}>
							{say("retake_go")}
						</Button>
					</div>
				</form>
			</Dialog>
		</>
	);
}
