import { type ComponentProps, useState } from "react";
import { Button } from "../../ui/button/button.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";

/** Takes something away, and asks first; says the same word as the dialog's yes. */
export function DeleteButton(asked: Omit<ComponentProps<typeof DeleteDialog>, "open" | "onClose">) {
	const [asking, setAsking] = useState(false);
	return (
		<>
			<Button look="danger" icon="bin" onClick={() => setAsking(true)}>
				{asked.yes}
			</Button>
			<DeleteDialog {...asked} open={asking} onClose={() => setAsking(false)} />
		</>
	);
}
