import { useState } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import { useRouter } from "../../app/routing/router.tsx";
import { Button, IconButton } from "../../ui/button/button.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { downloadAll } from "./download.ts";
import { words } from "./words.ts";

interface Props {
	assets: readonly Asset[];
	onClear(): void;
}

/** What can be done with all that is selected. */
export function SelectionBar({ assets, onClear }: Props) {
	const say = words.use();
	const { go } = useRouter();
	const [asking, setAsking] = useState(false);
	const pictures = assets.filter(({ kind }) => kind === "image");
	const [first, second] = pictures;
	const comparable = assets.length === 2 && pictures.length === 2;
	return (
		<section
			aria-label={say("selected", { n: assets.length })}
			className="fixed inset-x-4 bottom-20 z-30 mx-auto flex max-w-2xl items-center gap-1 rounded-2xl border border-line bg-sheet p-2 ps-5 sm:gap-2 shadow-float md:bottom-6 md:start-64"
		>
			<p role="status" className="figures me-auto font-medium">
				{say("selected", { n: assets.length })}
			</p>
			<Button
				look="quiet"
				className="max-sm:px-3"
				icon="compare"
				disabled={!comparable}
				title={comparable ? undefined : say("compare_hint")}
				onClick={() => first && second && go(`/compare/${first.id}/${second.id}`)}
			>
				<span className="max-sm:sr-only">{say("compare")}</span>
			</Button>
			<Button look="quiet" className="max-sm:px-3" icon="download" onClick={() => downloadAll(assets)}>
				<span className="max-sm:sr-only">{say("download")}</span>
			</Button>
			<Button look="quiet" className="max-sm:px-3" icon="trash" onClick={() => setAsking(true)}>
				<span className="max-sm:sr-only">{say("delete")}</span>
			</Button>
			<IconButton icon="close" label={say("clear_selection")} onClick={onClear} />
			<DeleteDialog open={asking} assets={assets} onClose={() => setAsking(false)} onDone={onClear} />
		</section>
	);
}
