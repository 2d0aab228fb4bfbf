import { useMutation } from "@tanstack/react-query";
import type { ShotChange, ShotResource } from "../../../contract/projects/projects.ts";
import { changeShot } from "../../api/projects.ts";
import { useBoardChange } from "../../live/project.ts";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import { InPlace } from "./in-place.tsx";
import { words } from "./words.ts";

interface Props {
	shot: ShotResource;
	n: number;
}

/** Changes a shot; what the edge makes of it is what is shown then. */
export function useChange(shot: ShotResource) {
	const common = shell.use();
	const { tell } = useBoardChange(shot.project);
	return useMutation({
		mutationFn: (change: ShotChange) => changeShot(shot, change),
		onSuccess: tell,
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
}

/** The sentence of a shot, which is edited where it stands. */
export function SentenceText({ shot, n }: Props) {
	const say = words.use();
	const change = useChange(shot);
	return (
		<InPlace
			text={shot.sentence}
			label={say("edit_sentence", { n })}
			most={2000}
			className="font-medium"
			onSave={(sentence) => change.mutateAsync({ sentence })}
		/>
	);
}

/** What is to be seen in a shot; where nobody has said it, that it is to be said. */
export function PromptText({ shot, n }: Props) {
	const say = words.use();
	const change = useChange(shot);
	return (
		<InPlace
			text={shot.image_prompt ?? ""}
			label={say("edit_prompt", { n })}
			instead={say("no_prompt")}
			most={4000}
			className="text-sm text-muted"
			onSave={(text) => change.mutateAsync({ image_prompt: text })}
		/>
	);
}
