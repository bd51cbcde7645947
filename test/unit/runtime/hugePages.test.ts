import { describe, expect, it } from "vitest";
import { withHugePages } from "../../../src/runtime/onnx/hugePages.mjs";

describe("the environment with huge pages", () => {
  it("asks for them, beside what else is asked of glibc", () => {
    expect(withHugePages({ HOME: "/h" }, "linux")).toEqual({
      HOME: "/h",
      GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
    });
    expect(withHugePages({ GLIBC_TUNABLES: "glibc.malloc.check=3" }, "linux")).toEqual({
      GLIBC_TUNABLES: "glibc.malloc.check=3:glibc.malloc.hugetlb=1",
    });
  });

  it("leaves alone who has decided about them, and other systems", () => {
    const decided = { GLIBC_TUNABLES: "glibc.malloc.hugetlb=0" };
    expect(withHugePages(decided, "linux")).toBe(decided);
    const elsewhere = { HOME: "/h" };
    expect(withHugePages(elsewhere, "darwin")).toBe(elsewhere);
  });
});
