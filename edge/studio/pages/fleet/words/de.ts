import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Maschinen, was auf sie wartet und was sie kosten.",
	workers: "Worker",
	waiting: "Wartende Aufgaben",
	held: "Laufende Aufgaben",
	busy: "GPUs beschäftigt",
	spend: "Insgesamt ausgegeben",
	queue_plot: "Wartende und laufende Aufgaben, seit diese Seite offen ist",
	busy_plot: "Anteil beschäftigter GPUs, seit diese Seite offen ist",
	pool: "Pool",
	idle: "Frei",
	working: "Arbeitet",
	draining: "Läuft leer",
	gone: "Weg {time}",
	drain: "Leerlaufen lassen",
	drain_title: "{name} leerlaufen lassen?",
	drain_text: "Er beendet, was er hat, und nimmt nichts Neues.",
	keep: "Lassen",
	emulated: "emuliert",
	none_title: "Noch keine Worker",
	none_text: "Starten Sie einen neben einem ComfyUI mit npm run worker.",
});
