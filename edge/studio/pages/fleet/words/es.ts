import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Máquinas, lo que las espera y lo que cuestan.",
	workers: "Workers",
	waiting: "Tareas en cola",
	held: "Tareas en curso",
	busy: "GPU ocupadas",
	spend: "Gasto total",
	queue_plot: "Tareas en cola y en curso, desde que se abrió esta página",
	busy_plot: "Parte de GPU ocupadas, desde que se abrió esta página",
	pool: "Grupo",
	idle: "Libre",
	working: "Trabajando",
	draining: "Vaciándose",
	gone: "Se fue {time}",
	drain: "Vaciar",
	drain_title: "¿Vaciar {name}?",
	drain_text: "Termina lo que tiene y no acepta nada nuevo.",
	keep: "Dejarlo",
	emulated: "emulado",
	none_title: "Aún no hay workers",
	none_text: "Inicia uno junto a un ComfyUI con npm run worker.",
});
