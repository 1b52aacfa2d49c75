import { describe, expect, it, vi } from "vitest";
import type { Reply } from "../../../provider/host/reply.ts";
import { Resident } from "../../../provider/host/resident.ts";
import type { Batch } from "../../../provider/host/script.ts";

const batch: Batch = {
  operations: [{ tool: "ip", commands: [["link", "set", "dev", "t1", "up"]], shows: 1 }],
  removals: [],
  sections: [],
  introduce: false,
  meeting: 100_001,
};
const reply: Reply = {
  busy: false,
  lost: false,
  complete: true,
  fed: 2,
  missingModules: [],
  operations: [{ status: "done", shown: [{}] }],
  removals: [],
  sections: {},
};

describe("what frames leave on a host", () => {
  it("is believed when the reply says so", () => {
    const resident = new Resident();
    const standing = resident.standingFor(batch, true);
    expect(standing).toMatchObject({ define: true, lock: "keep", start: true });
    resident.doubt(batch, standing);
    resident.learn(batch, standing, reply);
    const other = {
      ...batch,
      operations: [{ ...batch.operations[0], commands: [["link", "set", "dev", "t2"]] }],
    };
    expect(resident.standingFor(other as Batch, true)).toMatchObject({
      define: false,
      lock: "held",
      start: false,
      fed: 2,
    });
  });

  it("of a frame whose reply can't be read: a lock to let go of, and no ip", () => {
    const resident = new Resident();
    resident.doubt(batch, resident.standingFor(batch, true));
    expect(resident.standingFor(batch, true)).toMatchObject({ define: false, start: true });
    const letGo = vi.fn();
    resident.letGo(letGo);
    resident.letGo(letGo);
    expect(letGo).toHaveBeenCalledTimes(1);
  });
});
