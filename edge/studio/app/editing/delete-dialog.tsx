import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AskDialog } from "../../ui/dialog/ask-dialog.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { shell } from "../../words/shell.ts";
import { useRouter } from "../routing/router.tsx";

interface Props {
	open: boolean;
	onClose(): void;
	/** What would go, by its name, and what follows from that. */
	title: string;
	text: string;
	/** On the button that does it. */
	yes: string;
	remove(): Promise<unknown>;
	/** The list that it stands in, as queries call it. */
	list: string;
	/** Where one is when it is gone; left out, one stays. */
	to?: string;
}

/** Asks first: what goes cannot be had back. What the edge refuses is told, with who needs it. */
export function DeleteDialog({ open, onClose, title, text, yes, remove, list, to }: Props) {
	const common = shell.use();
	const { go } = useRouter();
	const queries = useQueryClient();
	const gone = useMutation({
		// What was asked about: by the time it runs, another thing or none may be.
		mutationFn: (asked: () => Promise<unknown>) => asked(),
		onSuccess: () => {
			if (to !== undefined) go(to, { replace: true });
			void queries.invalidateQueries({ queryKey: [list] });
		},
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	return (
		<AskDialog
			danger
			{...{ open, onClose, title, text, yes }}
			no={common("close")}
			onYes={() => gone.mutate(remove)}
		/>
	);
}
