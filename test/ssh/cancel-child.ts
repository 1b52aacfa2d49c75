// A process that a test cancels. It works on the target named in TASK, and prints its progress.
import { closeAll, shellOn } from "../../provider/ssh/index.ts";

const { mark, mode, target } = JSON.parse(process.env.TASK ?? "");

async function work(): Promise<void> {
  const main = await shellOn(target);
  await main.run("true");
  if (mode === "idle") {
    console.log("idle");
    return;
  }
  const slow = await shellOn(target, { lane: "slow" });
  const scripts = Promise.allSettled([
    slow.run(`sleep ${mark}1 | cat; touch ${mark}.slow`),
    main.run(`sleep 1.${mark}; touch ${mark}.main`),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  console.log("busy");
  if (mode === "closeAll") await closeAll();
  const outcomes = await scripts;
  console.log(
    outcomes.map((result) => (result.status === "rejected" ? result.reason.outcome : "done")).join(" "),
  );
}

work();
