import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Máquinas, o que espera por elas e quanto custam.",
	workers: "Workers",
	waiting: "Tarefas na fila",
	held: "Tarefas em execução",
	busy: "GPUs ocupadas",
	spend: "Gasto total",
	queue_plot: "Tarefas na fila e em execução, desde que a página foi aberta",
	busy_plot: "Parcela de GPUs ocupadas, desde que a página foi aberta",
	pool: "Pool",
	idle: "Ocioso",
	working: "Trabalhando",
	draining: "Esvaziando",
	gone: "Saiu {time}",
	drain: "Esvaziar",
	drain_title: "Esvaziar {name}?",
	drain_text: "Termina o que tem e não aceita nada novo.",
	keep: "Deixar",
	emulated: "emulado",
	none_title: "Nenhum worker ainda",
	none_text: "Inicie um ao lado de um ComfyUI com npm run worker.",
});
