#include "base/array.h"
#include "food/food.h"
#include "store/cursor.h"
#include "shopping/shop_merge.h"
#include "shopping/shopping.h"
#include "ingredient/unit.h"

static const struct field source_fields[] = {
	{ .name = "recipeId", .type = FT_UUID, .flags = F_NULL },
	{ .name = "recipe", .example = "Lemon dal",
	    .type = FT_TEXT, .flags = F_NULL,
	    .doc = "The name of the recipe, or of the meal that has the "
	    "food; null for a food on the plan." },
	{ .name = "entryId", .type = FT_UUID, .flags = F_NULL },
	{ .name = "date", .type = FT_DATE, .flags = F_NULL },
	{ .name = "quantity", .type = FT_DECIMAL, .flags = F_NULL },
	{ .name = "unit", .type = FT_TEXT, .flags = F_NULL,
	    .doc = "A unit, a measure word or the name of a portion." },
};
static const struct shape source_shape = SHAPE_OUT("ShoppingSource",
    source_fields);

#define I(member) AT(struct shopping_item_draft, member)
static const struct field item_fields[] = {
	{ .name = "id", .type = FT_UUID, I(id),
	    .doc = "A client that creates offline may choose it." },
	{ .name = "text", .example = "2 l milk, cold",
	    .type = FT_BLOCK, .flags = F_INPUT, I(text),
	    .max = 60000, .label = N_("Add an item"),
	    .doc = N_("As you would write "
	    "it: 2 l milk. Instead of food, quantity and unit. Each line is "
	    "an item; then the answer has items.") },
	{ .name = "food", .type = FT_TEXT, I(food), .max = 300,
	    .label = N_("Food"), .doc = N_("Needed when there is no text.") },
	{ .name = "foodId", .type = FT_UUID, .flags = F_NULL | F_SERVER },
	{ .name = "foodItem", .type = FT_OBJECT,
	    .flags = F_SERVER | F_NULL | F_MAYBE, .shape = &food_shape,
	    .doc = "With expand=food." },
	{ .name = "quantity", .type = FT_DECIMAL, .flags = F_NULL,
	    I(quantity), .max = SHOPPING_QUANTITY_MAX, .label = N_("Amount"),
	    .doc = N_("Exact.") },
	{ .name = "unit", .type = FT_TEXT, .flags = F_NULL, I(unit),
	    .max = 40, .known = unit_names, .label = N_("Unit"),
	    .doc = "Any spelling; answered as one of the units of the "
	    "interface.",
	    .hint = N_("Such as g, ml, cup or piece.") },
	{ .name = "measure", .type = FT_TEXT, .flags = F_NULL, I(measure),
	    .max = 100, .doc = "A measure word that is no unit, such as head "
	    "or leaf." },
	{ .name = "display", .example = "2 l",
	    .type = FT_TEXT, .flags = F_NULL | F_SERVER,
	    .doc = "Rounded up to what one can buy or measure; of an own "
	    "item as it is." },
	{ .name = "aisle", .type = FT_CHOICE, I(aisle), .words = SHOP_AISLES,
	    .label = N_("Aisle"),
	    .doc = "That of the food when absent.",
	    .hint = N_("That of the food when empty.") },
	{ .name = "checked", .type = FT_BOOL, I(checked),
	    .label = N_("In the basket") },
	{ .name = "own", .type = FT_BOOL, .flags = F_SERVER,
	    .doc = "Added by hand." },
	{ .name = "note", .type = FT_TEXT, .flags = F_NULL, I(note),
	    .max = 500, .label = N_("Note") },
	{ .name = "sources", .type = FT_LIST, .flags = F_SERVER,
	    .shape = &source_shape, .count = SHOPPING_LINES_MAX,
	    .doc = "What it is for." },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
};
const struct shape shopping_item_shape = SHAPE("ShoppingItem", item_fields,
    struct shopping_item_draft);

#define D(member) AT(struct shopping_draft, member)
static const struct field list_fields[] = {
	{ .name = "id", .type = FT_UUID, D(id),
	    .doc = "A client that creates offline may choose it." },
	{ .name = "name", .type = FT_TEXT, D(name), .max = 200,
	    .label = N_("Name"),
	    .doc = "The dates when absent.",
	    .hint = N_("The dates when empty.") },
	{ .name = "from", .example = "2026-11-23",
	    .type = FT_DATE, .flags = F_NULL, D(from),
	    .label = N_("From") },
	{ .name = "to", .example = "2026-11-29",
	    .type = FT_DATE, .flags = F_NULL, D(to),
	    .label = N_("To") },
	{ .name = "outdated", .type = FT_BOOL, .flags = F_SERVER,
	    .doc = "The plan changed since it was read." },
	{ .name = "items", .type = FT_LIST, .flags = F_SERVER,
	    .shape = &shopping_item_shape, .count = SHOPPING_ITEMS_MAX,
	    .doc = "By aisle, then by name." },
	{ .name = "version", .type = FT_INT, .flags = F_SERVER },
	{ .name = "createdAt", .type = FT_INSTANT, .flags = F_SERVER },
	{ .name = "updatedAt", .type = FT_INSTANT, .flags = F_SERVER },
};
const struct shape shopping_shape = SHAPE("ShoppingList", list_fields,
    struct shopping_draft);

static const struct field summary_fields[] = {
	{ .name = "id", .type = FT_UUID },
	{ .name = "name", .type = FT_TEXT },
	{ .name = "from", .type = FT_DATE, .flags = F_NULL },
	{ .name = "to", .type = FT_DATE, .flags = F_NULL },
	{ .name = "outdated", .type = FT_BOOL },
	{ .name = "itemCount", .type = FT_INT },
	{ .name = "checkedCount", .type = FT_INT },
	{ .name = "version", .type = FT_INT },
	{ .name = "createdAt", .type = FT_INSTANT },
	{ .name = "updatedAt", .type = FT_INSTANT },
};
const struct shape shopping_summary_shape = SHAPE_OUT("ShoppingSummary",
    summary_fields);

static const struct field lists_fields[] = {
	{ .name = "items", .type = FT_LIST,
	    .shape = &shopping_summary_shape },
	{ .name = "next", .type = FT_TEXT, .flags = F_NULL },
};
const struct shape shopping_lists_shape = SHAPE_OUT("ShoppingListList",
    lists_fields);

static const struct field query_fields[] = {
	LISTING_FIELDS(struct shopping_query),
};
const struct shape shopping_query_shape = SHAPE("ShoppingQuery",
    query_fields, struct shopping_query);
