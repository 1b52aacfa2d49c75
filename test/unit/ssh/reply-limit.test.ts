import { afterEach, expect, test } from "vitest";
import { REPLY_LIMIT } from "../../../provider/ssh/frame.ts";
import { closeAll, shellOn } from "../../../provider/ssh/index.ts";
import { startServer, type TestServer } from "./server.ts";

let server: TestServer | undefined;
afterEach(async () => {
  await closeAll();
  await server?.stop();
});

test("a reply above the limit is an error that names the host, and the next script has a new shell", async () => {
  server = await startServer({ shell: "sh" });
  const { connection } = server;
  const shell = await shellOn({ connection });
  const tooLarge = `head -c ${REPLY_LIMIT + 1} /dev/zero | tr '\\0' x`;
  await expect(shell.run(tooLarge)).rejects.toMatchObject({
    code: "too-large",
    outcome: "unknown",
    message: expect.stringMatching(/127\.0\.0\.1.*more than 64 MiB/),
  });
  expect((await shell.run("echo ok")).stdout.trim()).toBe("ok");
}, 60_000);
