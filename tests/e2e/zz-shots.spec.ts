import { expect, test } from "../support/fixtures.ts";
import { Sample } from "../support/sample.ts";
test.use({ emulatorOptions: { tokens: 400 } });
test("shots", async ({ page, emulator, signIn }) => {
  await emulator.switches({ newerContract: true });
  const sample = await Sample.read(emulator);
  const token = sample.find("rich", ({ scope, roles }) => scope === "ORGANIZATION" && new Set(roles.map((r) => r.entityType)).size >= 5);
  console.log(token.name, token.roles.length, JSON.stringify(token.roles));
  await signIn("Organization Owner", sample.path(token, "/access"));
  const grants = page.getByRole("table", { name: /^Grants of / });
  await expect(grants).toBeVisible();
  await expect(page.getByText(/^Loading/)).toBeHidden();
  await page.waitForTimeout(1500);
  const shot = async (name: string) => {
    for (const scheme of ["light", "dark"] as const) { await page.emulateMedia({ colorScheme: scheme }); await page.screenshot({ path: `/tmp/gshots/${name}-${scheme}.png` }); }
    await page.setViewportSize({ width: 390, height: 844 }); await page.waitForTimeout(200);
    await page.screenshot({ path: `/tmp/gshots/${name}-mobile.png` });
    await page.setViewportSize({ width: 1440, height: 900 }); await page.emulateMedia({ colorScheme: "light" });
  };
  await page.setViewportSize({ width: 1440, height: 900 });
  await shot("tree");
  const selects = grants.getByRole("combobox");
  await selects.nth(0).selectOption({ label: "Organization Billing Admin" });
  await grants.getByRole("button", { name: /^Remove grant/ }).nth(2).click();
  await page.getByRole("button", { name: "Add grant" }).click();
  const add = page.getByRole("dialog", { name: "Add grant" });
  await shot("add");
  await add.getByRole("radio", { name: "Dags by ID" }).check();
  await add.getByRole("combobox", { name: "Deployment" }).fill("attrib");
  await shot("add-list");
  await page.keyboard.press("ArrowDown"); await page.keyboard.press("Enter");
  await add.getByRole("textbox", { name: "Dag IDs" }).fill("a/b c%20\n<b>x</b>");
  await add.getByRole("combobox", { name: "Role" }).selectOption({ label: "Dag Viewer" });
  await shot("add-full");
  await add.getByRole("button", { name: "Add", exact: true }).click();
  await shot("pending");
  await page.getByRole("button", { name: "Review and save" }).click();
  await shot("review");
});
