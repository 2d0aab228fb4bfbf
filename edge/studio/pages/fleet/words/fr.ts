import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Les machines, ce qui les attend et leur coût.",
	workers: "Workers",
	waiting: "Tâches en attente",
	held: "Tâches en cours",
	busy: "GPU occupés",
	spend: "Dépensé en tout",
	queue_plot: "Tâches en attente et en cours, depuis l’ouverture de la page",
	busy_plot: "Part des GPU occupés, depuis l’ouverture de la page",
	pool: "Pool",
	idle: "Inactif",
	working: "Au travail",
	draining: "Vidage",
	gone: "Parti {time}",
	drain: "Vider",
	drain_title: "Vider {name} ?",
	drain_text: "Il finit ce qu’il a et n’accepte plus rien.",
	keep: "Laisser",
	emulated: "émulé",
	none_title: "Aucun worker",
	none_text: "Lancez-en un à côté d’un ComfyUI avec npm run worker.",
});
